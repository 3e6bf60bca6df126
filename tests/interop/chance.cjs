// The simulated station numbers its reports by chance, from 0 to 999, where it ought to repeat our requestId; each run
// is to say the same, so what it draws is never as low as a number of ours, and nothing is drawn twice.
"use strict";
const GOLDEN = 0.6180339887498949;
let place = Math.random();
Math.random = () => {
  place = (place + GOLDEN) % 1;
  return 0.96 + place * 0.04;
};
