/** Focuses the control of the field at a pointer, or of the nearest around it that has one, which brings it into view. */
export function goToField(form: HTMLElement | undefined, path: string): void {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const control = form?.querySelector<HTMLElement>(`[data-field="${at}"] :is(input, select, textarea)`);
    if (control) return void control.focus();
  }
}
