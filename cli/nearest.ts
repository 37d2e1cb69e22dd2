/**
 * A question that suggests what a misspelt name probably means, to append to a message; empty where nothing is close. For names of three
 * letters or more, a beginning counts, and one wrong, missing, surplus or swapped letter in three.
 */
export function didYouMean(given: string, known: Iterable<string>): string {
  const letters = lettersOf(given);
  if (letters.length < 3) return '';
  const [best] = Array.from(known, (name) => ({ name, distance: distanceBetween(letters, lettersOf(name)) }))
    .filter(({ distance }) => distance <= Math.floor(letters.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return best === undefined ? '' : ` Did you mean ${best.name}?`;
}

function lettersOf(name: string): string {
  return name.replace(/^-+/, '');
}

function distanceBetween(given: string, name: string): number {
  return name.startsWith(given) ? 0 : editDistance(given, name);
}

/**
 * Optimal string alignment: how many letters have to be added, removed, replaced or swapped with their neighbour (L. Boytsov, "Indexing
 * methods for approximate dictionary searching", 2011, section 2.2).
 */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          row > 1 && column > 1 && isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
