// What the keys are called on this machine.

export const onApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
