/** The report's style: light and dark by the reader's setting, one column on a phone, four on a wide screen. */
export const STYLE = `
:root { color-scheme: light dark;
  --paper: light-dark(#f6f5f1, #14161a); --card: light-dark(#fff, #1c1f25); --ink: light-dark(#1b1d21, #eceae4);
  --soft: light-dark(#62666e, #9da3ad); --line: light-dark(#dfddd5, #30343c); --accent: light-dark(#0b6e63, #4fd1bd);
  --c0: light-dark(#8a3ffc, #c4a2ff); --c1: light-dark(#0b6e63, #4fd1bd); --c2: light-dark(#c4521c, #ff9b6a);
  --c3: light-dark(#3567c9, #8fb6ff); --c4: light-dark(#a8760a, #e8bd5c); --c5: light-dark(#7a7f88, #848b96);
  --c6: light-dark(#b3306a, #f291bd); --c7: light-dark(#4f7d1e, #a6d46f); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
main, header { max-width: 1760px; margin: 0 auto; padding: 0 clamp(16px, 3vw, 48px); }
header { padding-top: 40px; padding-bottom: 8px; }
h1 { font-size: clamp(26px, 3.2vw, 40px); letter-spacing: -0.02em; line-height: 1.15; margin: 0 0 6px; }
h2 { font-size: 20px; margin: 0; letter-spacing: -0.01em; }
header p { margin: 0; color: var(--soft); max-width: 72ch; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: clamp(14px, 1.6vw, 24px); margin: 24px 0; }
.head { display: flex; flex-wrap: wrap; gap: 6px 20px; align-items: baseline; margin-bottom: 14px; }
.head p { margin: 0; color: var(--soft); }
.panels { display: grid; gap: 16px; grid-template-columns: 1fr; }
@media (min-width: 760px) { .panels { grid-template-columns: 1fr 1fr; } }
@media (min-width: 1280px) { .panels { grid-template-columns: 1fr 1fr 1fr minmax(210px, 0.68fr); } }
figure { margin: 0; min-width: 0; }
figcaption { color: var(--soft); font-size: 13px; margin-top: 6px; }
.frame { position: relative; border-radius: 8px; overflow: hidden; background: var(--line); }
.picture { background-size: 100% 100%; width: 100%; }
.overlay { position: absolute; inset: 0; width: 100%; height: 100%; }
.overlay .rest { fill: #0b0d10; fill-opacity: 0.66; shape-rendering: crispEdges; }
.overlay .border { stroke: #ffd166; stroke-width: 2.5; fill: none; stroke-linecap: square; }
.frame .above { position: absolute; inset: 0; height: 100%; clip-path: inset(0 calc(100% - var(--cut, 0%)) 0 0); }
.frame .cut { position: absolute; inset: 0 auto 0 var(--cut, 0%); width: 2px; margin-left: -2px; background: #fff; }
figure input { display: block; width: 100%; margin: 8px 0 0; accent-color: var(--accent); }
.constellation { display: block; width: 100%; max-width: 420px; aspect-ratio: 1; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.axis { stroke: var(--line); stroke-width: 0.015; fill: none; }
.dots { stroke-width: 0.04; stroke-linecap: round; fill: none; opacity: 0.55; }
.dots-0 { stroke: var(--c0); } .dots-1 { stroke: var(--c1); } .dots-2 { stroke: var(--c2); } .dots-3 { stroke: var(--c3); }
.key { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 5px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(112px, 1fr)); gap: 1px; margin: 18px 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.facts div { background: var(--card); padding: 8px 12px; }
.facts dt { color: var(--soft); font-size: 12px; }
.facts dd { margin: 0; font-size: 18px; font-variant-numeric: tabular-nums; }
.bar { display: flex; height: 12px; border-radius: 6px; overflow: hidden; margin: 18px 0 6px; gap: 1px; }
.bar span { display: block; min-width: 1px; }
.legend { color: var(--soft); font-size: 13px; display: flex; flex-wrap: wrap; gap: 2px 16px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: 7px 12px; text-align: right; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; font-size: 13px; } th:first-child, td:first-child { text-align: left; }
tr:last-child td { border-bottom: 0; }
footer { color: var(--soft); font-size: 13px; padding: 8px 0 40px; }
@media print { body { background: #fff; } .card { break-inside: avoid; } figure input, .frame .cut { display: none; } }
`;
