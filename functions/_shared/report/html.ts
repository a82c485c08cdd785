/** Characters that mean something in HTML, escaped. Names of files and words of prompts are data. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
