/** The keys in the text of a JSON object, including duplicates, which JSON.parse hides. Slow, for tests only. */
export function topLevelKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const character = json.charAt(index);
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const start = index++;
      while (json.charAt(index) !== '"') index += json.charAt(index) === '\\' ? 2 : 1;
      if (depth === 1 && json.charAt(index + 1) === ':') keys.push(String(JSON.parse(json.slice(start, index + 1))));
    }
  }
  return keys;
}
