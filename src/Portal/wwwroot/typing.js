// Keeps what is typed. A field of the components takes the value of its attribute: when it is put to work, which is one way to the server and back after it is
// shown, and whenever the server answers to a change, which may be late. What was typed meanwhile has to be in the attribute, or it would be gone.
(() => {
  // The fields that have more than the server was told, and the timer that will tell it.
  const untold = new WeakMap();

  document.addEventListener('input', event => {
    const field = event.target;
    if (!field.matches?.('fluent-text-input, fluent-textarea')) return;
    clearTimeout(untold.get(field));
    // Such a field tells the server at each pause, but not before it is at work.
    const isMute = field.hasAttribute('data-immediate') && !field.__immediate;
    untold.set(field, isMute ? setTimeout(() => field.dispatchEvent(new CustomEvent('immediate', { bubbles: true, detail: { value: field.value } })), 300) : 0);
    field.setAttribute('value', field.value);
  });

  for (const step of ['immediate', 'change']) document.addEventListener(step, event => untold.delete(event.target), true);

  // Older than those of the components, so called before them.
  new MutationObserver(changes => {
    for (const { target } of changes) {
      if (untold.has(target) && target.getAttribute('value') !== target.value) target.setAttribute('value', target.value);
    }
  }).observe(document.body, { attributes: true, attributeFilter: ['value'], subtree: true });
})();
