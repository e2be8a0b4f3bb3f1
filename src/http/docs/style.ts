/** The style sheet of the page, light and dark. */
export const STYLE = `
:root{--text:#1b1f24;--faint:#59636e;--line:#d8dee4;--back:#fff;--code:#f6f8fa;--link:#0550ae;--good:#1a7f37;--bad:#b35900}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--faint:#9198a1;--line:#30363d;--back:#0d1117;--code:#161b22;--link:#79c0ff;--good:#3fb950;--bad:#d29922}}
body{font:16px/1.55 system-ui,sans-serif;max-width:58rem;margin:2rem auto;padding:0 1.2rem;color:var(--text);background:var(--back)}
h1 small{color:var(--faint);font-weight:400;font-size:1rem}h2{margin:3rem 0 .5rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);font-size:1.25rem}
h3{margin:1.6rem 0 .2rem;font-size:1rem}h4{margin:1rem 0 .3rem;font-size:.85rem;color:var(--faint);font-weight:600}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}p{margin:.4rem 0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.9em}
pre{background:var(--code);padding:.8rem 1rem;overflow:auto;border-radius:6px;margin:.3rem 0 1rem}
nav ul{list-style:none;padding:0;line-height:1.9}.m{display:inline-block;min-width:4.2rem;text-transform:uppercase;font-weight:600;font-size:.85em;color:var(--link)}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.93rem}th{color:var(--faint);font-weight:600;font-size:.85rem}
th,td{text-align:left;padding:.3rem 1rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.s2{color:var(--good);font-weight:600}.s4,.s5{color:var(--bad);font-weight:600}summary{cursor:pointer;color:var(--faint)}`;
