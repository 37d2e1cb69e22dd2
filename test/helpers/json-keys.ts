/**
 * The keys of a JSON object as they are in its text, each as often as it is there: JSON.parse hides that a key comes
 * twice. Written without regard to speed, for tests.
 */
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
