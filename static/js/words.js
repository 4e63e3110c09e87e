// Counts words by the rule of common/text.py (count_words): each ideograph is one word; other
// words are runs between blanks that hold a letter or digit. Test vectors: tests/common/words.json.
"use strict";

const IDEOGRAPH = /[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;

function countWords(text) {
  const ideographs = text.match(IDEOGRAPH) || [];
  const runs = text.replace(IDEOGRAPH, " ").split(/(?:[^\S\ufeff]|[\x1c-\x1f\x85])+/u);
  return ideographs.length + runs.filter((run) => /[\p{L}\p{N}]/u.test(run)).length;
}
