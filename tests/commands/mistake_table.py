"""The table of :mod:`tests.commands.mistakes`: one row, one mistake, its message word for word."""

from __future__ import annotations

from tests.commands.mistakes import (
    AGAIN,
    DAMAGED,
    FUTURE,
    INSIDE,
    IS_A_FOLDER,
    IS_A_PIPE,
    NO_JAX,
    NO_QUIZ,
    NO_TERMINAL,
    NO_WORKSPACE,
    NOT_PASSED,
    OR_A_FILE,
    OTHER_TRACK,
    OUTSIDE,
    STATE_IS_A_FILE,
    UNKNOWN,
    Mistake,
    usage,
)

TABLE = [
    # no command, or not this one
    Mistake(OUTSIDE, "chek", usage("no command 'chek'. Did you mean `sslgrade check`?")),
    Mistake(OUTSIDE, "Check", usage("no command 'Check'. Did you mean `sslgrade check`?")),
    Mistake(OUTSIDE, "grade", usage("no command 'grade'.")),
    Mistake(OUTSIDE, "_early", usage("no command '_early'.")),
    Mistake(OUTSIDE, "--colour", usage("no option --colour.")),
    # check
    Mistake(OUTSIDE, "check", NO_WORKSPACE + OR_A_FILE),
    Mistake(OUTSIDE, "check mean_loss", NO_WORKSPACE + OR_A_FILE),
    Mistake(OUTSIDE, "check mean_los", UNKNOWN),
    Mistake(OUTSIDE, "check MEAN_LOSS", UNKNOWN.replace("mean_los'", "MEAN_LOSS'")),
    Mistake(
        OUTSIDE,
        "check --fiel x",
        usage("no option --fiel. Did you mean --file?", "check"),
    ),
    Mistake(
        OUTSIDE,
        "check --file x.py",
        usage(
            "found --file with no IDs, expected exactly one: `sslgrade check ID --file x.py`.",
            "check",
        ),
    ),
    Mistake(
        OUTSIDE,
        "check mean_loss mean_grad --file x.py",
        usage(
            "found --file with 2 IDs, expected exactly one: `sslgrade check ID --file x.py`.",
            "check",
        ),
    ),
    Mistake(OUTSIDE, "check mean_loss --file no.py", "no.py does not exist. Check the path."),
    Mistake(
        OUTSIDE,
        "check mean_loss --file .",
        ". is a folder; expected a Python file. Name the file.",
    ),
    Mistake(
        "outside, with a pipe",
        "check mean_loss --file pipe.py",
        "pipe.py is a pipe or a device; expected a Python file. Save it as a file, and name that.",
    ),
    Mistake(
        "outside, with a large file",
        "check mean_loss --file large.py",
        "large.py has 20,000,000 bytes; a solution has at most 10,000,000. Name the file that "
        "holds your functions.",
    ),
    Mistake(OUTSIDE, "check mean_grad --file s.py --backend jax", NO_JAX),
    Mistake(
        OUTSIDE,
        "check --backend torch",
        usage("invalid value for '--backend': 'torch' is not one of 'numpy', 'jax'.", "check"),
    ),
    Mistake(
        OUTSIDE,
        "check --seed 1.5",
        usage("invalid value for '--seed': '1.5' is not a whole number.", "check"),
    ),
    Mistake(
        OUTSIDE,
        "check --seed -1",
        usage("invalid value for '--seed': -1 is not in the range x>=0.", "check"),
    ),
    Mistake(OUTSIDE, "check --seed", usage("option '--seed' requires an argument.", "check")),
    Mistake(
        OUTSIDE,
        "check --isolation L9",
        usage(
            "invalid value for '--isolation': 'L9' is not one of 'auto', 'L0', 'L1', 'L2', 'L3'.",
            "check",
        ),
    ),
    Mistake(INSIDE, "check mean_jax", OTHER_TRACK),
    Mistake("a folder for a file", "check", IS_A_FOLDER),
    Mistake("a pipe for a file", "check mean_loss", IS_A_PIPE),
    Mistake(
        "a file that is gone",
        "check mean_loss",
        "no file mean_loss.py in this workspace ({here}). `sslgrade update` writes the missing "
        "stubs.",
    ),
    Mistake(
        "a file twice",
        "check mean_loss",
        "found mean_loss.py twice: 01_first/mean_loss.py and 03_third/mean_loss.py. Expected one. "
        "Move the one that you do not want graded out of the workspace.",
    ),
    Mistake(
        "a marker that is no TOML",
        "check mean_loss",
        "sslgrade.toml: not valid TOML: Invalid statement (at line 1, column 1). Mend that line.",
    ),
    # show, list, status
    Mistake(OUTSIDE, "show", usage("missing argument 'ID'.", "show")),
    Mistake(OUTSIDE, "show mean_los", UNKNOWN),
    Mistake(
        OUTSIDE,
        "show mean_loss mean_grad",
        usage("got unexpected extra argument (mean_grad).", "show"),
    ),
    Mistake(OUTSIDE, "list all", usage("got unexpected extra argument (all).", "list")),
    Mistake(
        "a marker of the future",
        "list",
        "sslgrade.toml: found format_version 9, expected 1: a newer sslgrade made this workspace. "
        "Update sslgrade.",
    ),
    Mistake(OUTSIDE, "status", NO_WORKSPACE),
    Mistake(
        "an empty marker",
        "status",
        "sslgrade.toml: format_version: found nothing, expected 1. Write `format_version = 1` "
        "there.",
    ),
    Mistake(
        "a marker of bytes",
        "status",
        "sslgrade.toml: not valid TOML: 'utf-8' codec can't decode byte 0xff in position 0: "
        "invalid start byte. Mend that line.",
    ),
    Mistake(
        "a marker with a strange backend",
        "status",
        'sslgrade.toml: backend: found \'torch\', expected "numpy" or "jax". Write one of them '
        "there.",
    ),
    Mistake(
        "a folder for the marker",
        "status",
        "sslgrade.toml is a folder; expected the file that marks a workspace. Move it away.",
    ),
    Mistake("progress of the future", "status", FUTURE.replace("{name}", "progress")),
    Mistake(
        "damaged progress",
        "status",
        DAMAGED.replace("{name}", "progress") + AGAIN,
        code=0,
        goes_on=True,
    ),
    Mistake(
        "progress that is a list",
        "status",
        DAMAGED.replace("{name}", "progress") + AGAIN,
        code=0,
        goes_on=True,
    ),
    Mistake(
        "damaged stubs",
        "status",
        DAMAGED.replace("{name}", "stubs") + AGAIN,
        code=0,
        goes_on=True,
    ),
    Mistake("a folder for a file", "status", IS_A_FOLDER),
    Mistake("a pipe for a file", "status", IS_A_PIPE),
    Mistake("a file for the state", "status", STATE_IS_A_FILE),
    Mistake(
        "a folder for the progress",
        "status",
        ".sslgrade/progress.json cannot be read: Is a directory. Make that folder readable and "
        "writable, then run the command again.",
    ),
    # init, update, reset
    Mistake(OUTSIDE, "init", usage("missing argument 'DIR'.", "init")),
    Mistake(
        OUTSIDE,
        "init ''",
        usage("found an empty DIR, expected the name of a folder.", "init"),
    ),
    Mistake(
        OUTSIDE,
        "init s.py",
        "s.py is a file; expected a folder or a new name. Choose another one: `sslgrade init DIR`.",
    ),
    Mistake(
        OUTSIDE,
        "init s.py/course",
        "s.py/course cannot be written: Not a directory. Choose a folder that can be.",
    ),
    Mistake(
        OUTSIDE,
        "init /proc/course",
        "/proc/course cannot be written: No such file or directory. Choose a folder that can be.",
    ),
    Mistake(
        OUTSIDE,
        "init a --backend torch",
        usage("invalid value for '--backend': 'torch' is not one of 'numpy', 'jax'.", "init"),
    ),
    Mistake(
        INSIDE,
        "init . --backend jax",
        ". is a numpy workspace already. Expected a new folder for jax: "
        "`sslgrade init DIR --backend jax`.",
    ),
    Mistake(OUTSIDE, "update", NO_WORKSPACE),
    Mistake(
        "a dead link for a file",
        "update",
        "01_first/mean_loss.py is a link that leads nowhere. Remove it, then run "
        "`sslgrade update`.",
    ),
    Mistake("a folder for a file", "update", IS_A_FOLDER),
    Mistake("a file for the state", "update", STATE_IS_A_FILE),
    Mistake(OUTSIDE, "reset mean_loss", NO_WORKSPACE),
    Mistake(INSIDE, "reset mean_los", UNKNOWN),
    Mistake(INSIDE, "reset mean_jax", OTHER_TRACK),
    Mistake("a folder for a file", "reset mean_loss", IS_A_FOLDER),
    Mistake(
        "a disk that is full",
        "reset mean_loss",
        "01_first/mean_loss.py cannot be written: No space left on device. Make it writable, then "
        "reset again.",
    ),
    # hint, solution, replay
    Mistake(OUTSIDE, "hint mean_los", UNKNOWN),
    Mistake(OUTSIDE, "hint mean_grad --backend jax", NO_JAX),
    Mistake(
        OUTSIDE,
        "hint mean_loss --level 4",
        usage("invalid value for '--level': 4 is not in the range 1<=x<=3.", "hint"),
    ),
    Mistake("a folder for a file", "hint mean_loss", IS_A_FOLDER),
    Mistake("progress of the future", "hint mean_loss", FUTURE.replace("{name}", "progress")),
    Mistake(OUTSIDE, "solution mean_loss", NOT_PASSED),
    Mistake("begun", "solution mean_loss", NOT_PASSED),
    Mistake("a folder for a file", "solution mean_loss --give-up", IS_A_FOLDER),
    Mistake(
        "without solutions",
        "solution mean_loss --give-up",
        "no solution of mean_loss found: this installation came without solutions. "
        "`sslgrade hint mean_loss` works here; ask your instructor for the rest.",
    ),
    Mistake(OUTSIDE, "replay mean_loss", NO_WORKSPACE),
    Mistake(
        OUTSIDE,
        "replay mean_loss --file s.py",
        "no failed probe of mean_loss is remembered, and --seed is not given. Run "
        "`sslgrade check mean_loss` first, or name both --seed and --probe.",
    ),
    Mistake(
        OUTSIDE,
        "replay mean_loss --file s.py --seed 1",
        "no failed probe of mean_loss is remembered, and --probe is not given. Run "
        "`sslgrade check mean_loss` first, or name both --seed and --probe.",
    ),
    Mistake(
        "a repro that is there",
        "replay mean_loss --seed 1 --probe ordinary",
        "repro.py exists already and is not overwritten. Name another file: "
        "`sslgrade replay mean_loss --out PATH`.",
    ),
    Mistake(
        "begun",
        "replay mean_loss --seed 1 --probe odd",
        "mean_loss has no probe 'odd'; use one of: ordinary.",
    ),
    Mistake(
        "begun",
        "replay mean_loss --seed 1 --probe ordinary --out no/r.py",
        "no/r.py cannot be written: No such file or directory. Name another file with --out.",
    ),
    # watch
    Mistake(OUTSIDE, "watch", NO_WORKSPACE),
    Mistake(INSIDE, "watch", NO_TERMINAL),
    Mistake(INSIDE, "watch mean_los", UNKNOWN),
    Mistake(INSIDE, "watch mean_jax", OTHER_TRACK),
    Mistake(
        "without termios",
        "watch",
        "`sslgrade watch` needs a terminal of Linux or macOS; on Windows, use WSL 2. Or grade "
        "once: `sslgrade check`.",
    ),
    # quiz
    Mistake(
        "a quiz",
        "quiz smal",
        "no quiz family 'smal'. Did you mean small? Expected small or bugs.",
    ),
    Mistake(
        "outside, with a quiz",
        "quiz --count 0",
        usage("invalid value for '--count': 0 is not in the range 1<=x<=500.", "quiz"),
    ),
    Mistake(
        "outside, with a quiz",
        "quiz --seed odd",
        usage("invalid value for '--seed': 'odd' is not a whole number.", "quiz"),
    ),
    Mistake("outside, without solutions", "quiz", NO_QUIZ),
    Mistake(
        "a quiz, and a quiz file of the future", "quiz --due", FUTURE.replace("{name}", "quiz")
    ),
    Mistake(
        "a quiz, and a damaged quiz file",
        "quiz --due",
        DAMAGED.replace("{name}", "quiz") + "the quiz asks from the beginning.",
        code=0,
        goes_on=True,
    ),
    # demo, doctor, completion
    Mistake(OUTSIDE, "demo fast", usage("got unexpected extra argument (fast).", "demo")),
    Mistake(OUTSIDE, "doctor --fix", usage("no option --fix.", "doctor")),
    Mistake(
        OUTSIDE,
        "completion",
        usage("missing argument 'SHELL'. Choose from: bash, zsh, fish.", "completion"),
    ),
    Mistake(
        OUTSIDE,
        "completion powershell",
        usage(
            "invalid value for 'SHELL': 'powershell' is not one of 'bash', 'zsh', 'fish'.",
            "completion",
        ),
    ),
    # author
    Mistake(
        OUTSIDE,
        "author chek",
        usage("no command 'chek'. Did you mean `sslgrade author check`?", "author"),
    ),
    Mistake(OUTSIDE, "author new", usage("missing argument 'ID'.", "author new")),
    Mistake(
        OUTSIDE,
        "author new Bad-Name",
        "id: found 'Bad-Name', expected a plain identifier like hinge_loss (small letters, digits, "
        "underscores). Choose another name.",
    ),
    Mistake(
        OUTSIDE,
        "author new mean_loss",
        "{content}/exercises/mean_loss exists already; nothing was written. Choose another id, or "
        "edit what is there.",
    ),
    Mistake(
        OUTSIDE,
        "author new hinge_loss --root s.py",
        "s.py/exercises/hinge_loss cannot be written: Not a directory. Name a checkout: "
        "`sslgrade author new hinge_loss --root PATH`.",
    ),
    Mistake(
        OUTSIDE,
        "author check",
        usage("name an exercise, or use --all.", "author check"),
    ),
    Mistake(OUTSIDE, "author check mean_los", UNKNOWN),
    Mistake(
        OUTSIDE,
        "author check mean_loss --root none",
        "no exercises in none; expected a checkout, which holds exercises/ and solutions/. Name "
        "one: `sslgrade author check --root PATH`.",
    ),
    Mistake(
        "outside, without solutions",
        "author check mean_loss",
        "this installation has no solutions; prove exercises in a checkout.",
    ),
]
