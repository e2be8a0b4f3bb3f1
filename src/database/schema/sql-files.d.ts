/** SQL files are imported as text, so that the executable holds them. */
declare module "*.sql" {
  const text: string;
  export default text;
}
