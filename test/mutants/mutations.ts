/** The ways in which a source file is made wrong: one change each, such as a careless edit might make. */
import ts from 'typescript';

/** One change of one file: `replacement` instead of the characters from `start` to `end`. */
export interface Mutant {
  /** Says which it is, and stays what it is while its line does: file, line without its indentation, text and replacement. */
  readonly name: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

type Change = Pick<Mutant, 'start' | 'end' | 'replacement'>;

const operators: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '&': '|',
  '|': '&',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '+=': '-=',
  '-=': '+=',
  '++': '--',
  '--': '++',
  '!': '',
  '~': '',
};

/** All mutants of a source file. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const seen = new Map<string, number>();
  const name = ({ start, end, replacement }: Change): string => {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const [line = ''] = text.slice(lineStart).split('\n', 1);
    const change = `${text.slice(start, end)} -> ${replacement}`.replace(/\s+/g, ' ');
    const base = `${file}: ${line.trim()}: ${change}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base} #${count}`;
  };
  return changesBelow(source, source).map((change) => ({ name: name(change), file, ...change }));
}

function changesBelow(node: ts.Node, source: ts.SourceFile): Change[] {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return [];
  const replace = (target: ts.Node, replacement: string): Change => ({
    start: target.getStart(source),
    end: target.end,
    replacement,
  });
  const below = node.getChildren(source).flatMap((child) => changesBelow(child, source));
  return [...changesOf(node, source, replace), ...below];
}

function changesOf(node: ts.Node, source: ts.SourceFile, replace: (target: ts.Node, text: string) => Change): Change[] {
  const condition = conditionOf(node);
  if (condition !== undefined) return ['true', 'false'].map((value) => replace(condition, value));
  if (isRemovable(node)) return [replace(node, ';')];
  if (ts.isBinaryExpression(node)) {
    const replacement = operators[node.operatorToken.getText(source)];
    return replacement === undefined ? [] : [replace(node.operatorToken, replacement)];
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const operator = ts.tokenToString(node.operator) ?? '';
    const operand = node.operand.getText(source);
    const replacement = node.operator === ts.SyntaxKind.MinusToken ? '' : operators[operator];
    if (replacement === undefined) return [];
    const isPrefix = ts.isPrefixUnaryExpression(node);
    return [replace(node, isPrefix ? replacement + operand : operand + replacement)];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [replace(node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [replace(node, 'true')];
  if (ts.isNumericLiteral(node)) return [replace(node, String(Number(node.text) + 1))];
  if (isValue(node)) return [replace(node, node.text === '' ? "'mutant'" : "''")];
  return [];
}

/** A loop's condition may as well be `true`: what never ends is stopped. */
function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) || ts.isForStatement(node) ? node.condition : undefined;
}

function isRemovable(node: ts.Node): boolean {
  const leaves = ts.isContinueStatement(node) || ts.isBreakStatement(node) || ts.isThrowStatement(node);
  return leaves || ts.isExpressionStatement(node) || (ts.isReturnStatement(node) && node.expression === undefined);
}

/** A text that the program works with. Sentences are for people, and a test that repeats one shows nothing. */
function isValue(node: ts.Node): node is ts.StringLiteral {
  return ts.isStringLiteral(node) && !node.text.includes(' ');
}
