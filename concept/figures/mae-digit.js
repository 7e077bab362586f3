// MAE on a real digit: what minimises squared error is the conditional mean, and a mean is a blur.
// The mean is taken over the k embedded digits that are nearest in the visible patches:
//   prediction = 1/k sum_j n_j,  loss = mean over the masked pixels of (x - prediction)^2
// and, exactly, mean_j |x - n_j|^2 = |x - prediction|^2 + variance of the n_j.
// Digits: UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998) as in
// scikit-learn's load_digits; 8x8 pixels of 0 to 16, written in base 17, one class a line.

const [SIDE, PATCH, EACH, MOST] = [8, 2, 20, 16];
const [ACROSS, CLASSES] = [SIDE / PATCH, 10];
const [PIXELS, PATCHES] = [SIDE * SIDE, ACROSS * ACROSS];
// The first 20 of each class, and the 21st to ask for.
const BANK = `
005d910000dfaf5003f20b8004c008800580098004b01c7002e5ac00006da0000019fb0000bg8e6002ga099001g4088004g4088001g51b3000ccaa00001ad300003db70000bggg2004g91e2004g00g2000g10c8000f90d60009e9e10002cd40000aeb30004gd6e1004g20b7008g00a5008g00e4008g01g1004g1bf0000bgc300006ea20000ffdf3002ga0d9001g50c5000g30d6001f56d1000gbea00007gb100002fd30000afbf0003g60a0004g8038008e3048003f1037000eb6e50004cf600001fd100007ge80008c92d20079106600590039000f208c0009fdg60000de800002ef50000aggf1003gaag4005g00e6005g60c7001fd4d6000bggf00002bd400001da00007ggg70008gdaf0008g22f3005f20c7001f62g3000bfdg00001fe80000aca00003ggg40007f38d0008c00e1008c0078005d0048000e80a80007cdc40004eb00003ffg90008d03f1008c0086008c0088005d1088002fecf60005gf800001c5000009ge30002gebd0002ga0e4004g00c4004g30ba000dc8e60003agc10003ca10001ggga0005gd6g1005g70d3005g40d7001g80e7000dedg30002df600002c900000bfc50000f50e0002f1097004a0078000c008a002f5ag10005ec40000c9c10000egg80003g93f2004g10g5005c00g5003e14g4000fcee00007cc200002c400001cgg30007g64d0008g60d5001g5079000g808c000deega0004ef700005ea70000gggg3003ga2g7007g30c8008g10c8007g52g4002gfed00007fd200005gf10001f9ac0003g10g4006g00b6003g10b8004g43f4001ddde10004de100006ff30003geed0006f21e5008e2098008g4088005g60b9001ggeg90005efa10000af100005gga0000e66f0004g40f3005f50b5000cb0d50008ggg300018d800
000cd500000bg900003fg60007fgg200001gg300001gg600001gg600000bga000000ed100005gg20000egc0001aggc0003ceg9000005gf000004ge000001dg100002gg200004gg20014cgc0007gggc00003age000008gc000006gg200002cf400000c5000002gc00001cgb0002cgga0006b5f6000001g9000002gb000003g8000001b9000007gd00004eg9000agbg8000003g6000003g8000005ga000002e6000000cd100008gf2000aggc0004gggd000474g6000001g8000001g8000000cc000000e700000dg90000agg70007g8g2000156g6000004g6000002g6000000cb000001ed100001gg3005bfgg0004fggf000008g700000ag3000008g6000002df200001g5000005gb00000cgb0007cgg700048cg4000009g200000ag2000003d5000001c8100004gg10001dgb0001bggc0002c8ga000000f8000004g4000003d400000bg500000ag500004gg5000bggg300058eg200000eg200000bg2000008g800001fd000001gg500007gg00000dgd00007ggd00001bgd000002gg000001eg30000006a000000ef00000agg00007ggf0003f7fa000000db000000f90000008f0000005f800002fg90003fgga007ga8g7000108g400000bg1000009g1000008e0000007d500000fg80001dgg3000cggg0008g3gd000230gc000000gd0000008c0000005e3000009g800009gg5001dfcg1004c3af000000bc0000008c0000005d400000eg700005gg80001cgg8005eggg500147gg800002gg700002gg300000gg000000cb100001gg70001egg7001egeg8005c38g7000008g4000008g100000bc000001be500009gg5000aggg1005gggg00015bgg000005gg000000bg000000ba000000bc000003fe00000bgb00009gga0004gcgc0003a3gb000000ge000000bb00
0004fc00003gfe00008d8g000016fb00018df10009gg500003dggb500003bg90005c100000fe700000d1c00002a0e0000020g1000006f000009gf982003b8dc4008g500001dbg00000a0d3000031g1000009c000003f500000ef8830007cccd10005ec20007f8e4000623d100001d400001b900008gd000005egb2000006cd300003fa10000bag40000c1f6000034f400006f60004fg900000dgf93000049e700001ee30000abd8000070d8000007f10048cf40006gg6000002cc4200001dg5000019b00000dgg00000c7e000000e700005cc00007gg6000049dgb4000009d3000009d000002gg1000059f0000005e000003f70007ggb00000beg73000009f900000bf400003ggc00008egc00005ag60017bgd0009gge100038eg9000001bgc001df200006ff9000098ad000053cc000003g600005ff100006gfccb001bdggc0002gd100006fg7000036g8000003g600001dd00006eg400009ggda30004bfga00008f800003gcg40002a1g4000008e000009f30003ge400004fe71000009ce40001ag80000bdag0000c14g100010d7000009c00002df100004fe7400001bef5002fg600005gfe00005dae000000cc000001g700000af200003ga861002fggg7000de810001ggg6000035g8000009g200001g900001gd000005gb440001decc00006da30005fbgb000260gc000000gc000007g600005fa00000bg8400008edc40007ff40008ggg40008f8g400000af000001f9000006g2000008g8b90009ggc3001cea00005ggg4000004g4000007f100002f9000009f200000ge883000afd94000bc000007gg500005dg8000001g8000007g5000009f100000gf972000cedc50009g500006ggf00007geg200036cg000000fc000007g6130009gdf80007gg810
007fd10008d6f400021dd000002fb1000001cc1000001a8000845e90007dd900029fe93004d89g800006ef30000be2000002fb0000002f400156dg6002ccdb00018cfe4003b88cc000002d700002fc100000d50000009d000078ef0000efb200009gd6000065gg000008f5000005e30000009f2000000bc00048bfc000bec80001afb1000388bc000005ef10000bf2000004f2000000ca000034ag1000dgfa0000afe4000046dg200003g9000001g6000000ac0000001g4001956g7000ecfb2000ege600007agg300005gg100002g8000000cd1000004g700059eg7000dgga1003gge7100199fg400007gc100009g2000003f70000009f0001aagg3002dgc50002dfa4000054df200000bg400000gc000000db0000008d000168ec0002ceb10000dgf4000098dg300000dg700001gc000000fa0000008f000036fg7000fggb1004eggc1002c7eg600005ga000004g7000004g6000001fb00018aga0005ggf10002fggd2001a8eg800000gf100000g8000000ee000000bg1002edgg3002fge50004dggc300374dg600008f500000c80000007c0000004c000017cb00003fc200003ggcc6000445e800000bb000004g3000000cb0000009e000037f40003ge400006ggf70002bcgg500000ef200001gb000000ee0000005g900037cg7003ggfb1001bce60001648g7000003g500002e9000004g7000001ed000001ce0005cf910001aggb0005a8cg400001ae000006g4000007g5000001cg4000249g4001feb40004cdd60006e8dg000000bg200000gf000000cg3000004g900014cg8002dgc60002ff600000adg5000002g9000003gb000000de1000007g500146df1003feb20001afgd3005e55f8000002f6000009g0000009g0000004g600023dc0000fd7000
0001b00000078000001d6220007f098005ga0g6004fgdg100003fa000002g4000008f100001ed11000af3fb007g71g8009gdeg5001afge000001ga00000af4000000c2000006e100004g780000d90g6006gabg00005adg0000006g000000c8000009f100004gc00000fe2b3004g94ga009gbdg20009gge000008g6000009g2000006g400001df10001bg500008ga0a600cg89gc002fggg700004gb000007g30000099000003g900003ea02000ag57f1002bfgd100007g3000006f0000004g5000009g400019gd2000ege80001ff5g90005ggg800002dg100000bd000000bd0000003e100000dc100007g530003fb5g2005gbbg60006cgd300001f7000002g7000002d0000008f000005g520000fc1g4004g29g8000aegg400000d8000000d600000af00000bf300007f400000cb1382004cffg900008g820000ac000000c9000001a9000009f400001g5000004g14e4004gceg500017g9000002g400000ad000000cd000005ga00006gdbc200cgafg9004eggc40000ed000000ec000000bd0000008e000005gb00001fe160007g53g8008g8eg20006egb000006g400000af0000003g300000cg200008gg40007gfgcb008gggd300007e1000006g0000004e0000005e000001fd000009gd00005gfd00008gggf90004ae8500008c0000007a0000003g300000agb00004gg80002ecg5000ageggb005cdg8300002f3000004c0000008d000001gg000007gg00001fgg00006gfg92006fgggb0000bg000000ae0000000b5000008g200004fg30000c6g30005f0f53006gggb400000e0000000c2000002f4000008f100001ec000006gc00000dgf42009ggggb00388g3000003f0000007f100000fg100009gg20002ggg0000agggg8008ffe850000bc0000006f100
00ca000000egge0000dgfa1000bgg70000047g7000004g900054cg40009gga0005cdgg200bgf840008eb100008gge0000166g0000005g300015fd00004fg200000c8870003ggb70002e1000005e5000002fg90000002g2000048g40000be900002dgggb005ga541006g7300009ggg6000384bf000001cf00004dg60002gf800006d5881008gggg6006g9640006ggf5000045fc000003g900018df30004gf300003f8860004gggd2003g9200002ggf3000076c9000001ea00005ef20001fe100001f4000002ggge2006gb883005gb500000bee1000005g700006gg40000ee400001dfcc5004g8860007d0000008fdf70001658c000000cb00002de10003ea100000dd820005gggc0001fc000000cd7100008ggc0000049g300015ef1000agg60000cgg80003gd850002g3000000gd900000agg7000001ad00002bga0000bgc00000fggc2002gfcc3004g8000008gc400000cgg0000003g8000269g80001fgf30002fgge2003ge9a1007g6000003ef6000001dc0000008g000009gb00003gd1000006d200004gggb0000cb161000cea2000018cc0000009e000049g500009e400004ggga300cg98c300ag2000003gc0000007g9000000cg10003aff10004gd300004fggg4004gf971000fe1000005g9000000eg0000009g50003adg40005ggc00002eggd5007gd88100af000000ag0000007g6000001cg8000018ga00003gf100005gggb1004gfa81004gc000001dg5000006gd000000ag400004dg20002fg900006gggfa009gd86500cg100000ag7000003ff3000003gd000015g900009gb000002fggd2007gd883004g4000000gb000000cg3000002db000038f800002ff100007gggb2005gc861009g1000002gf3000005ge1000002ga00017dg30004fg6000
000cd000005g800000dg300000ed000000fc720000dgdg30007gbf800019fb300008f100000ce000003g7000006g2000007ggd5000fg99e0003e92g20007fgb0001de300008gd20002gg300003gc100005ge500003gggg6001egggc0003cfe700005e200001db000005g2000006f500001fgfb1002de1c90004g7d900005gf30000ad10001bc700002gc000004gb000004gf840004ggdg60007g7de00007ff500009a000007g700000dd100000f7000004gfc70002gc4ba0008e59e00006ce90000ab000009g600000fd000000ea000001fc820000cggga1007gccg40009fc50005e000000c9000000f3000001g0000001g2740003gggg9000ff4ag0004egc70000af300007gb00000df100000fb000000gd810000fggf6000agege20019fgb0000ab000003ga000008g000000ce000000egf60000cgcf60007gade00009db60000bg800006gd300008g800000dg200000fg500002ggg50001agge00000cgf000008e400007g700000ea000001g6000003gga00002gce60000cfba00000ad8000005b100000ee200005g5000008f200000ad000000egg800006g9f600006eg80002f400000bd000000g6000003g7000004ggf50004g53d7001e908d0002dgg800006e100002ga00000bf200000dd850002gecg3001gb05c000bf5cc00009fe60000g7000006g400000bf000000cc000000fgg80000cgdf8000cg7df0001bgf90005d100000cd000000g8000005g2000004g8f91004ggcfb001fe4eb0005eea10004e600000af200000gb000000db000003gc830002ge8c9000gd4cc0006fgc100006e300002gb00000bf200001fd200003ggg70004ge8d7000cg5ca00008ed50001e6000007g100000da000000e7000003ga830000gdce7000e94bd0002cgc40
0078dgf100774bc000008d100488ff6002bff400000g5000009f100000d500000018fa0003dfee0005a0ac000035fa2000ggggc0018ce830000ad000000b90000008ee200006afb000000ea0028bcg8008gggg700000bf100009g700000cd1000009fc0000477e0000000d300498ad1004gfgg600000e3000009c000000b7000009ggg5001ea8g8000007g30038bfgb008ggfb30002g7000008g100000da0000003cgg6000ab7gb000002ea005b89g3009gggg900149g600000be000004g5000006dg60003gefg1000508g2000008g3003fggg9005degb30000cf100004g7000003ege0000dddg2000109f00009cfga004gggb300049e200002f9000004d10000027fd1000ec9e8000200c8000000d6005gggg500257de200001f500000b9000003cga0002eccc0005a0ab000001e920008ggga0006gd700000g5000005d0000002bg40000c9bf1000204g0000028f1004gggf700364g3000006b000000c7000003bgd0003ffdg0006829e000047fe5004ggge60018dc000001g4000003f1000009cff2001febg7000202g400024af2000dggg9000dga100006g100000b90000002ff300008egb000000be000000be30004cgg7000bgc100001e6000004c1000003fe10000dgg6000044g8000001ga10007ggg8000cfg600000eb000004c100000age10000egg7000015g700002agb6007ggfc700bafa000006g200000d90000007gggd000898ff000004g700048cg5003ggge700038g300000fd000007g30000018afb002efdg7000606e200003bc20002ggf80003df200000da000001g5000005gc200004bga000000eb000024ee2000dgga40003ae000000f5000006b000000ff2000008fb000000ce000007cgd9007ggga50015ge000009f300002g40000
009e810000ceec00009a0f40003gce20004gg20003g8ad2001f13g8000bgfb1000a7d900009acf20004bab00001ga10000cd400000c1c00001a2e00000be500000ab400000afdd10008b0e40000dfd0001bgg00001f39a0000e6fa00008e71000077dg4000dd6c7000a4ab10008ga00003eg0000088b500004a9800001bg600000bac40000cd9g10007dbg00001ge40000agd00000e7c70004e4cd0001bec4000048g500009g8b00005a0d20000d4f200009g800008fe50000g5e400006gc100035ed60009gcac0006g3cb0001dag60000aga00001fga00000gcg000003fg500019gfa0006g87g3000begb1001dg600008fg300005eab00000f7g30000bg80000049d50001ggcb0000b85g00007ada00004gd00000dfc00000b9e500000ag8000036e500007ffd00003edc00000gd100002g800000a9e00000c4f200004fe000005ef400008gge00005gg900000fg100001gd00000bfe50000cc8f10005ggg2000549a0000a8bg20008cee10005f700000ec000001ed300000cd5000007g5000007df500008ggc00007gf300006g5000005g2000008g600000ccd000005da000005cd20003gegd1004g9gc10019gf10001dgg50003g5cg0003f7ec00006gd300003dd30002eccb0004g85f3001deg70000bgd10001gcde1000dd9g70003dga10002dd100008ge400005ga840001gga2002fdc00005c3f10000e3d400003fd100006fd30000defc0000ebdf50009gf80002ggg20008g2ea0005g9eb00008ed200002d4000008eb00000a6e520002ece00001fd20000bde10000d8a400002bg700005fd30000cfce0000ccee00003ge300009ef30001f58c1000g44g40005ggc2000ad000000efb00000c9g820005egb10003ga00000cbg00001g7g50000bgd100
00bc000002gggd0003gcae0001g1cf0000dg9f20000309b000009f40009cd300006e400000bga000008eg200001ccb0000000b30000005b0001447g2007ggdb1009d700000cgg20000cdg600006gge0000002g30000009a00037ceg2007cccb0002d8000006gg600005fdb000007gf0000000e30000007b0000344g2002fded200da100005ge700004g8e00002egg60000149d1000000d60005859e000ddfgd0019gd70007e4ac0006f9gb00009b7e0000000f2000000b6003d85e50009eda10006cd60006g9cg2007g9fd0000bfg400000ca000003g4000001g2000006b000001cd400004ggg30004ggga00006geg0000000g4000000d7001237ea002cgec30009de50004gadg0000dfeg1000037g3000004g0000001g3001f58g20007fg900009f500000ded700006ead100009cf5000000aa0000007e000389ff0005cc910000ce100009ga500008d5e00002egg4000004aa0000004g0002649g0001bgf7000cg700002g5c30000e63g20002egc000000aa000000a8000082d70000bgg300001bf80000ceag5000g7dg40009fdg4000001f4000000g4008ge9g40002aff20005f500000cbd80000b9ag00003fgg1000000e6000000d8000630e60002dgf30006da40004gfdd0004gegg1002aggg5000003g5000000g8000028g80007ge910005d400000fee50000c78g10004dgg1000000f2000000e6000278g40006cda00002d6000004gf500001fcf00000agg1000002g2000000f5000446g30002ega00002d8600007eeg0000793g40005efg4000032d5000300c6001c60b70003cgg10006f600000ebd40000b77d00005ggg1000000e7000000ad0002b0bc0005ge940006f500001fff30002g6be0000fefg100038ag5000003g800004ag80007cdc10
`;
const ASKED = `
002fd00000dgg90005g96g4005g31e7006g40g8003gc6gc000eggg40002df800
00007e700003gg90006fgg6005gggg200488gg000003gg300001dg0000008f00
003dc20000edfb0000708f000000d6000003g400000db000003gc810003gb800
02ege40004b5dc000002f7000004g4000001dd1000002g400013bf2001cg9200
0002f800000bg400009gg00003fgg0000cggge6006cegc500008d0000002e100
02ggge5009gb683009g2000003gd1000008gc000000cg400001bg60004gg8000
002eb00000ag100001g9000004g5000005gccb1004geaeb002fa6ga0003fga10
008gd000007eg400001cgdc100bgge9000age100000e9000003g100000c90000
000ac300008gfe00005gag10005gga1001gcg80001g34g4000cb4g90002aed40
00af700004gdbb000agcfg4003cceg400000ag4000009g400044ff0001cfc300
`;
const HALF = Array.from({ length: PATCHES }, (_, i) => i >= PATCHES / 2);
export const START = { digit: 8, k: 20, masked: HALF, draws: 0 };

const pixels = (text) => [...text].map((c) => parseInt(c, 17) / MOST);
const cut = (line) => Array.from({ length: line.length / PIXELS }, (_, i) => pixels(line.slice(i * PIXELS, (i + 1) * PIXELS)));
export const bank = BANK.trim().split("\n").flatMap(cut);
export const asked = ASKED.trim().split("\n").flatMap(cut);

export const patchOf = (pixel) => Math.floor(Math.floor(pixel / SIDE) / PATCH) * ACROSS + Math.floor((pixel % SIDE) / PATCH);

// Mean squared difference over the pixels where `where` is true; null where there is none.
export function squared(x, y, where) {
  const parts = x.flatMap((v, i) => (where(i) ? [(v - y[i]) ** 2] : []));
  return parts.length ? parts.reduce((a, b) => a + b, 0) / parts.length : null;
}

// The k digits of the bank that are nearest in what is visible; of equals the earlier one.
export function nearest(x, masked, k) {
  const far = bank.map((y, j) => [squared(x, y, (i) => !masked[patchOf(i)]) ?? 0, j]);
  return far.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, k).map(([, j]) => j);
}

export function predict({ digit, k, masked }) {
  const x = asked[digit];
  const near = nearest(x, masked, k);
  const mean = x.map((_, i) => near.reduce((sum, j) => sum + bank[j][i], 0) / near.length);
  const hidden = (i) => masked[patchOf(i)];
  const loss = squared(x, mean, hidden);
  const single = loss === null ? null : near.reduce((sum, j) => sum + squared(x, bank[j], hidden), 0) / near.length;
  return { near, mean, loss, single, spread: loss === null ? null : single - loss, visible: squared(x, mean, (i) => !hidden(i)) };
}

// MAE's draw: 12 of 16 patches, 75 %, by a shuffle.
export function draw(count) {
  let a = count >>> 0;
  const uniform = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61))) >>> 0;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const order = Array.from({ length: PATCHES }, (_, i) => [uniform(), i]).sort((p, q) => p[0] - q[0]);
  const chosen = new Set(order.slice(0, 12).map(([, i]) => i));
  return HALF.map((_, i) => chosen.has(i));
}

export function clean(state) {
  const { masked } = state;
  const right = Array.isArray(masked) && masked.length === PATCHES && masked.every((m) => typeof m === "boolean");
  return {
    digit: Math.round(within(state.digit, 0, CLASSES - 1, START.digit)),
    k: Math.round(within(state.k, 1, bank.length, START.k)),
    masked: right ? [...masked] : HALF,
    draws: Math.round(within(state.draws, 0, 1e6, 0)),
  };
}

export function say(state) {
  const { loss, single, spread } = predict(state);
  const count = state.masked.filter(Boolean).length;
  if (loss === null) return "Nothing is masked: the loss is a mean of no pixels. Mask a patch.";
  const blind = count === PATCHES ? "Everything is masked, so every digit is equally near. " : "";
  if (state.k === 1)
    return `${blind}One neighbour is a sharp guess, with a loss of ${fixed(loss, 4)}. Add neighbours: their mean is a blur, and its loss is lower than theirs on average.`;
  return `${blind}The mean of ${state.k} possible digits is a blur with a loss of ${fixed(loss, 4)}; the sharp digits that it is made of have ${fixed(single, 4)} on average. The difference, ${fixed(spread, 4)}, is their variance: squared error rewards the blur.`;
}

export const css = `
/* kit */
.sslfig{--ink:#1c2330;--mute:#535d6d;--line:#c3ccd8;--bg:#fff;--card:#f4f6f9;--a:#1f4fbf;--p:#0a7350;--n:#ad4119;--soft:#dbe5fb;
color-scheme:light;margin:0;padding:12px;max-width:1000px;color:var(--ink);background:var(--bg);border:1px solid var(--line);border-radius:10px;font:15px/1.45 system-ui,sans-serif;text-align:start}
@media screen and (prefers-color-scheme:dark){.sslfig{--ink:#e7ecf4;--mute:#a9b5c6;--line:#3c4759;--bg:#12161d;--card:#1b212b;--a:#85abff;--p:#52d0a1;--n:#ff9d70;--soft:#22345e;color-scheme:dark}}
.sslfig *{box-sizing:border-box}
.sslfig figcaption{margin:0 0 10px;color:var(--mute);font:inherit}
.sslfig figcaption strong{display:block;color:var(--ink);font-size:18px;line-height:1.3}
.sslfig .cols{display:flex;flex-wrap:wrap;gap:16px}
.sslfig .cols>*{flex:1 1 300px;min-width:0}
.sslfig svg{display:block;width:100%;height:auto;user-select:none;-webkit-user-select:none;overflow:visible}
.sslfig svg text{fill:var(--ink);font:14px system-ui,sans-serif}
.sslfig .handle{cursor:grab;touch-action:none}
.sslfig .handle:focus,.sslfig .cell:focus{outline:none}
.sslfig .handle:focus-visible .ring,.sslfig .cell:focus-visible .ring{stroke:var(--ink);stroke-width:3}
.sslfig .cell{cursor:pointer}
.sslfig .control{display:block;margin:0 0 8px}
.sslfig .control b{font-variant-numeric:tabular-nums}
.sslfig input[type=range]{display:block;width:100%;margin:4px 0 0;min-height:24px;accent-color:var(--a)}
.sslfig .row{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 8px;padding:0;border:0;min-width:0}
.sslfig legend{float:left;padding:5px 0}
.sslfig button{font:inherit;line-height:1.3;min-height:32px;padding:4px 10px;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;cursor:pointer}
.sslfig button[aria-pressed=true]{background:var(--soft);border-color:var(--a)}
.sslfig button:focus-visible,.sslfig input:focus-visible{outline:3px solid var(--a);outline-offset:1px}
.sslfig .numbers{display:grid;grid-template-columns:1fr auto;gap:2px 12px;margin:0 0 8px;padding:8px 10px;background:var(--card);border:1px solid var(--line);border-radius:8px}
.sslfig .numbers dt{margin:0;font-weight:400}
.sslfig .numbers dd{margin:0;text-align:right;white-space:nowrap;font-weight:650;font-variant-numeric:tabular-nums}
.sslfig .say{margin:0;padding:8px 10px;min-height:4.4em;border-left:4px solid var(--a);background:var(--card);color:var(--ink)}
.sslfig .note{margin:8px 0 0;font-size:13px;color:var(--mute)}
@media (prefers-reduced-motion:no-preference){.sslfig .moves{transition:width .15s}}
/* end of kit */
`;

// kit
const fill = (element, attributes, kids) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...kids);
  return element;
};
const html = (name, attributes = {}, ...kids) => fill(document.createElement(name), attributes, kids);
const svg = (name, attributes = {}, ...kids) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, kids);
const set = (element, attributes) => fill(element, attributes, []);
const fixed = (x, digits = 3) => x.toFixed(digits).replace(/^-(?=.*[1-9])/, "\u2212").replace(/^-/, "");
const within = (x, low, high, otherwise) =>
  typeof x === "number" && Number.isFinite(x) ? Math.min(high, Math.max(low, x)) : otherwise;

// What stays while a figure is shown: its state, which a notebook's model may hold and change.
const keep = (model, clean, draw) => {
  let own = false;
  let state = clean(model.get("state") ?? {});
  const heard = () => {
    if (own) return;
    state = clean(model.get("state") ?? {});
    draw();
  };
  model.on("change:state", heard);
  return {
    get now() { return state; },
    change(part) {
      state = clean({ ...state, ...part });
      own = true;
      model.set("state", state);
      model.save_changes();
      own = false;
      draw();
    },
    stop: () => model.off("change:state", heard),
  };
};

// The parts that every figure has: caption, drawing, controls, numbers, and one sentence about them.
const stage = (root, name, title, how, art) => {
  const list = html("dl", { class: "numbers" });
  const sentence = html("p", { class: "say", "aria-live": "polite" });
  const controls = html("div");
  const drawing = html("div", {}, art);
  const box = html("figure", { class: `sslfig sslfig-${name}` },
    html("figcaption", {}, html("strong", {}, title), how),
    html("div", { class: "cols" }, drawing, html("div", {}, controls, list, sentence)));
  root.append(box);
  return {
    box, controls, drawing,
    number: (key, label) => {
      const value = html("dd", { "data-number": key });
      list.append(html("dt", {}, label), value);
      return (text) => { if (value.textContent !== text) value.textContent = text; };
    },
    say: (text) => { if (sentence.textContent !== text) sentence.textContent = text; },
  };
};

const button = (label, press, attributes = {}) =>
  html("button", { type: "button", onclick: press, ...attributes }, label);
const slider = (label, range, moved) => {
  const shown = html("b");
  const input = html("input", { type: "range", ...range, oninput: () => moved(Number(input.value)) });
  return {
    element: html("label", { class: "control" }, `${label} `, shown, input),
    show: (value, text) => {
      input.value = value;
      input.setAttribute("aria-valuetext", text);
      shown.textContent = text;
    },
  };
};
// Mouse, pen and finger: `moved` gets the point in the drawing's own units.
const draggable = (handle, drawing, moved) => {
  let held = null;
  const drop = () => { held = null; };
  return set(handle, {
    onpointerdown: (event) => {
      held = event.pointerId;
      handle.setPointerCapture(held);
      handle.focus();
      event.preventDefault();
    },
    onpointermove: (event) => {
      if (event.pointerId !== held) return;
      const to = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      moved(to.x, to.y);
    },
    onpointerup: drop,
    onpointercancel: drop,
  });
};
// Arrow keys as small steps, ten times as far with Shift: right and up are +1.
const steps = (handle, moved) => set(handle, {
  onkeydown: (event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    moved(way * (event.shiftKey ? 10 : 1), event.key);
  },
});
// end of kit

const [SIZE, LEFT, TOP] = [24, 8, 26];
const gray = (v) => (v === null ? "var(--mute)" : `rgb(${Math.round(255 - 225 * v)} ${Math.round(255 - 225 * v)} ${Math.round(255 - 215 * v)})`);
const picture = (x, y, size) => {
  const cells = Array.from({ length: PIXELS }, (_, i) => svg("rect", {
    x: x + (i % SIDE) * size, y: y + Math.floor(i / SIDE) * size, width: size + 0.3, height: size + 0.3,
  }));
  return { element: svg("g", { "aria-hidden": "true", "shape-rendering": "crispEdges" }, ...cells), show: (values) => values.forEach((v, i) => set(cells[i], { fill: gray(v) })) };
};

function render({ model, el }) {
  const [input, output] = [picture(LEFT, TOP, SIZE), picture(LEFT + 224, TOP, SIZE)];
  const tiles = START.masked.map((_, i) => svg("g", { class: "cell", role: "button", "data-patch": i },
    svg("rect", { class: "ring", x: LEFT + (i % ACROSS) * 48 + 1, y: TOP + Math.floor(i / ACROSS) * 48 + 1, width: 46, height: 46, stroke: "var(--line)" })));
  const outlines = tiles.map((_, i) => svg("rect", { x: LEFT + 224 + (i % ACROSS) * 48 + 1, y: TOP + Math.floor(i / ACROSS) * 48 + 1, width: 46, height: 46, fill: "none", stroke: "var(--n)", "stroke-width": 2 }));
  const thumbs = Array.from({ length: 10 }, (_, i) => picture(LEFT + i * 42, 258, 4.6));
  const label = (x, y, text) => svg("text", { x, y }, text);
  const art = svg("svg", { viewBox: "0 0 432 304", role: "group", "aria-label": "The masked digit, the prediction, and the nearest digits" },
    label(LEFT, 16, "what the encoder sees"), label(LEFT + 224, 16, "prediction"), input.element, ...tiles,
    output.element, svg("g", { "aria-hidden": "true" }, ...outlines), label(LEFT, 248, "the nearest digits"), ...thumbs.map((t) => t.element));
  const { box, controls, drawing, number, say: tell } = stage(el, "mae-digit", "MAE on a digit: the mean is a blur",
    "Press a patch to mask or show it (arrow keys move, Space presses), and choose how many digits the prediction is a mean of.", art);
  drawing.append(html("p", { class: "note" }, "Outlined: the masked patches, the only ones in the loss. All numbers are mean squared errors of pixels from 0 to 1. 200 embedded digits stand in for what a decoder would have learned; the one asked for is not among them. Data: UCI handwritten digits (Alpaydin and Kaynak, 1998), from scikit-learn."));
  const kept = keep(model, clean, () => paint());
  const change = (part) => kept.change(part);
  const flip = (i) => change({ masked: kept.now.masked.map((m, j) => (i === j ? !m : m)) });
  let focus = 0;
  const go = (i) => {
    if (i < 0 || i >= PATCHES) return;
    focus = i;
    paint();
    tiles[i].focus();
  };
  tiles.forEach((tile, i) => {
    set(tile, { onclick: () => { flip(i); go(i); }, onkeyup: (e) => { if (e.key === " ") flip(i); },
      onkeypress: (e) => { if (e.key === "Enter") flip(i); if (e.key === " ") e.preventDefault(); } });
    steps(tile, (by, key) => go(i + (key === "ArrowUp" ? -ACROSS : key === "ArrowDown" ? ACROSS : Math.sign(by))));
  });
  const digit = slider("Digit:", { min: 0, max: CLASSES - 1, step: 1 }, (v) => change({ digit: v }));
  const k = slider("Mean of the nearest", { min: 1, max: bank.length, step: 1 }, (v) => change({ k: v }));
  controls.append(digit.element, k.element, html("div", { class: "row" },
    button("Mask 75 %", () => change({ draws: kept.now.draws + 1, masked: draw(kept.now.draws + 1) })),
    button("Show all", () => change({ masked: HALF.map(() => false) })), button("Reset", () => change(START))));
  const put = {
    loss: number("loss", "loss (masked pixels)"),
    single: number("single", "one sharp neighbour, on average"),
    spread: number("spread", "variance of the neighbours"),
    visible: number("visible", "visible pixels (not in the loss)"),
    masked: number("masked", "masked patches"),
  };

  function paint() {
    const { masked } = kept.now;
    const found = predict(kept.now);
    const x = asked[kept.now.digit];
    const number4 = (v) => (v === null ? "none" : fixed(v, 4));
    input.show(x.map((v, i) => (masked[patchOf(i)] ? null : v)));
    output.show(found.mean);
    tiles.forEach((tile, i) => {
      set(tile, { tabindex: i === focus ? 0 : -1, "aria-pressed": masked[i], "aria-label": `patch in row ${Math.floor(i / ACROSS) + 1}, column ${(i % ACROSS) + 1}, masked` });
      set(tile.firstChild, { fill: masked[i] ? "var(--mute)" : "transparent" });
      set(outlines[i], { "stroke-opacity": masked[i] ? 1 : 0 });
    });
    thumbs.forEach((thumb, i) => {
      set(thumb.element, { visibility: i < found.near.length ? "visible" : "hidden" });
      if (i < found.near.length) thumb.show(bank[found.near[i]]);
    });
    digit.show(kept.now.digit, String(kept.now.digit));
    k.show(kept.now.k, `${kept.now.k} of ${bank.length} digits`);
    put.loss(number4(found.loss));
    put.single(number4(found.single));
    put.spread(number4(found.spread));
    put.visible(number4(found.visible));
    const count = masked.filter(Boolean).length;
    put.masked(`${count} of ${PATCHES}`);
    tell(say(kept.now));
  }
  paint();
  return () => { kept.stop(); box.remove(); };
}

export default { render };
