/** Inputs that hold no text. */
const OTHER_INPUTS = ['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'];
const TEXT_FIELD = `textarea, input${OTHER_INPUTS.map((type) => `:not([type="${type}"])`).join('')}`;

/** True if text is typed into the element, with an undo of its own. */
export function isTextField(element: EventTarget | null): boolean {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches(TEXT_FIELD));
}
