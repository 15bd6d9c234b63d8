import { Html } from './html.js';

export const stylesheet = new Html(`
:root { --ink: #1a2433; --soft: #5a6778; --paper: #fff; --shade: #f3f5f8; --line: #d8dee6; --accent: #0b5cad; --good: #1a7f4b; --warn: #9a5b00; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #9aa7b8; --paper: #12171f; --shade: #1b222d; --line: #303a48; --accent: #7db8f5; --good: #62cf97; --warn: #e6b15c; --bad: #f2938c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: .8rem; margin: 1rem 0 .25rem; color: var(--soft); text-transform: uppercase; letter-spacing: .04em; }
p { margin: .4rem 0; }
a { color: var(--accent); }
.soft { color: var(--soft); }
code { overflow-wrap: anywhere; }
code, pre { font: .875rem/1.45 ui-monospace, monospace; }
pre { background: var(--shade); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; overflow-x: auto; margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; margin: .25rem 0; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
th { font-size: .8rem; color: var(--soft); font-weight: 600; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; }
details[open] { background: var(--paper); }
summary { cursor: pointer; padding: .5rem .75rem; border-radius: 6px; }
summary:hover { background: var(--shade); }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
details > div { padding: 0 .9rem .9rem; }
.line { display: inline-flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75rem; width: calc(100% - 1.5rem); }
.method { min-width: 4rem; font: 700 .8rem ui-monospace, monospace; color: var(--accent); }
.POST { color: var(--good); } .PUT, .PATCH { color: var(--warn); } .DELETE { color: var(--bad); }
.who { margin-left: auto; font-size: .8rem; color: var(--soft); }
.answers { table-layout: fixed; } .answers th { width: 4rem; }
@media (max-width: 40rem) { .who { margin-left: 0; } .line code { flex-basis: 70%; } .line span:nth-child(3) { flex-basis: 100%; } }
`);
