// The names of the keys on this machine.

/** Whether the keys are those of an Apple keyboard. */
export const onApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
