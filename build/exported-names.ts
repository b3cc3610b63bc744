/**
 * Prints the names that the source exports from more than one file, and fails where one stands for two things without a
 * reason: who searches for a name is to find what he meant. Types that differ only by layer on purpose are listed below.
 */
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const OF_OPERATORS =
  'an operator of ONNX: in one table its gradient, in the other the shape of what it gives';

/** Names that several files export on purpose, each with the reason. */
const REASONS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'conv',
    'convTranspose',
    'reshape',
    'transpose',
    'expand',
    'concat',
    'slice',
    'pad',
    'matMul',
    'gemm',
    'resize',
    'averagePool',
  ].map((operator) => [operator, OF_OPERATORS]),
);

/** Names that a file declares and exports itself; what it only passes on is another's. */
export function exportedNames(text: string, file = 'file.ts'): readonly string[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    const kinds = ts.getModifiers(statement)?.map(({ kind }) => kind) ?? [];
    const isNamed =
      kinds.includes(ts.SyntaxKind.ExportKeyword) && !kinds.includes(ts.SyntaxKind.DefaultKeyword);
    return isNamed ? namesOf(statement) : [];
  });
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  }
  const isDeclaration =
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isDeclaration && statement.name !== undefined ? [statement.name.text] : [];
}

/** Names that more than one file declares, and those files. */
function namesOfTwoThings(): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  for (const file of globSync('src/**/*.ts', {
    exclude: ['**/*.test.ts', '**/testing/**', '**/testing.ts', '**/*.d.ts'],
  }).sort()) {
    for (const name of exportedNames(readFileSync(file, 'utf8'), file)) {
      files.set(name, (files.get(name) ?? new Set()).add(file));
    }
  }
  return new Map([...files].filter(([, { size }]) => size > 1).map(([name, where]) => [name, [...where]]));
}

if (import.meta.main) {
  const names = namesOfTwoThings();
  const unexplained = [...names].filter(([name]) => REASONS[name] === undefined);
  const outdated = Object.keys(REASONS).filter((name) => !names.has(name));
  for (const [name, files] of unexplained) console.log(`${name} is exported by ${files.join(', ')}`);
  for (const name of outdated) console.log(`${name} is exported once: its reason can go`);
  console.log(
    `${unexplained.length} exported names mean two things, ${names.size - unexplained.length} with a reason`,
  );
  process.exitCode = unexplained.length + outdated.length > 0 ? 1 : 0;
}
