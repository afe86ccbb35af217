import { expect, test } from 'vitest';
import { plainText } from '../../../web/ui/plain-text.ts';
import { safeAddress } from '../../../web/ui/safe-address.ts';

const HERE = 'http://127.0.0.1:4680/runs/r';

test.each([
  ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
  ['mailto:someone@example.org', 'mailto:someone@example.org'],
  ['/runs/other', 'http://127.0.0.1:4680/runs/other'],
  ['javascript:alert(1)', null],
  ['JaVaScRiPt:alert(1)', null],
  ['java\nscript:alert(1)', null],
  ['\u0001javascript:alert(1)', null],
  ['data:text/html,<script>alert(1)</script>', null],
  ['vbscript:msgbox(1)', null],
  ['blob:http://127.0.0.1/x', null],
  ['http://[', null],
])('a link to %j goes to %j', (address, expected) => {
  expect(safeAddress(address, HERE)).toBe(expected);
});

test.each([
  [{ type: 'text', raw: 'a &lt; b &amp; c', text: 'a &lt; b &amp; c' }, 'a < b & c'],
  [{ type: 'text', raw: '&#945;&#x3b2; &none; &#0;', text: '&#945;&#x3b2; &none; &#0;' }, 'αβ &none; &#0;'],
  [{ type: 'codespan', raw: '`&lt;`', text: '&lt;' }, '&lt;'],
  [{ type: 'html', raw: '<b>&amp;</b>', text: '<b>&amp;</b>' }, '<b>&amp;</b>'],
])('%j is shown as %j', (token, expected) => {
  expect(plainText(token)).toBe(expected);
});
