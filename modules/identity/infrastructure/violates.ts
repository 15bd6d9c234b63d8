/** Whether PostgreSQL refused a statement because of this unique constraint (SQLSTATE 23505). */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23505' &&
    'constraint' in error &&
    error.constraint === constraint
  );
}
