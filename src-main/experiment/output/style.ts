/** The look of a report: system fonts, the reader's light or dark, fit for paper. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #fbfbfd; --card: #fff; --ink: #1c1f26; --muted: #626a78; --line: #e2e5ec; --accent: #3257d6; --soft: #dfe6fb; --warm: #c2571a; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --bg: #14161b; --card: #1b1e25; --ink: #e7e9ee; --muted: #9aa3b2; --line: #2d323d; --accent: #8ea6ff; --soft: #2a3558; --warm: #f0a36b; --bad: #ff8f86; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 940px; margin: 0 auto; padding: 40px 20px 60px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0; }
h2 { font-size: 18px; margin: 0 0 14px; }
.lead { font-size: 17px; color: var(--muted); margin: 8px 0 0; max-width: 65ch; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px 20px; margin: 26px 0; padding: 18px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.facts dt { color: var(--muted); font-size: 12.5px; } .facts dd { margin: 0; font-size: 17px; font-variant-numeric: tabular-nums; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 20px; margin: 18px 0; }
.note { border-left: 3px solid var(--warm); padding: 8px 14px; background: var(--card); }
svg { width: 100%; height: auto; display: block; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); } svg .axis { fill: var(--muted); font-size: 12px; } svg .value { font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); } .box { fill: var(--soft); } .dot { fill: var(--accent); opacity: .55; } .median { stroke: var(--accent); stroke-width: 2; }
.ci { stroke: var(--warm); stroke-width: 2.5; } .mean { fill: var(--warm); }
.cell { fill: var(--accent); fill-opacity: calc(.07 + .93 * var(--share)); } svg .share-dark { fill: var(--card); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: 14px 0 4px; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; } th { color: var(--muted); font-weight: 500; } .n { text-align: right; white-space: nowrap; }
details { margin-top: 12px; } summary { cursor: pointer; color: var(--accent); } summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
pre { overflow-x: auto; background: var(--bg); border: 1px solid var(--line); border-radius: 8px; padding: 14px; font: 12.5px/1.5 ui-monospace, monospace; } code { font: 12px ui-monospace, monospace; }
.muted { color: var(--muted); } .strong { font-weight: 650; } .bad { color: var(--bad); }
footer { color: var(--muted); font-size: 13px; margin-top: 26px; }
@media print { body { background: #fff; } section, .facts { break-inside: avoid; } }
`
