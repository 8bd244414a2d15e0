// Places of pictures in rows of equal width, each picture in its own shape. Only numbers, so a hundred thousand are cheap.
// By their days, a month begins with a row; a day that fits beside the one before stands in the same row, as in an album.

/** A row that is so much taller than others may be stretched to the whole width. */
const stretch = 1.3;

export class Rows {
  #starts = new Int32Array(256);
  #tops = new Float64Array(256);
  #heights = new Float32Array(256);
  // How much room the headings of a month and of days take above a row, and whether it ends where its group does and not where its width does.
  #heads = new Uint8Array(256);
  #dayHeads = new Uint8Array(256);
  #short = new Uint8Array(256);
  #placed = 0;

  count = 0;
  width = 0;
  target = 200;
  gap = 8;
  head = 0;
  dayHead = 0;

  /** Forgets all places. */
  reset(width, target, gap) {
    Object.assign(this, { width, target, gap, count: 0 });
    this.#placed = 0;
  }

  get placed() {
    return this.#placed;
  }

  get bottom() {
    return this.count === 0 ? 0 : this.#tops[this.count - 1] + this.#heights[this.count - 1] + this.gap;
  }

  top(row) {
    return this.#tops[row];
  }

  height(row) {
    return this.#heights[row];
  }

  start(row) {
    return this.#starts[row];
  }

  end(row) {
    return row + 1 < this.count ? this.#starts[row + 1] : this.#placed;
  }

  /** Whether a month begins with the row. */
  hasHead(row) {
    return this.#heads[row] > 0;
  }

  /** Whether a day begins in the row. */
  hasDays(row) {
    return this.#dayHeads[row] > 0;
  }

  /** How much room the headings above the row take. */
  above(row) {
    return this.#heads[row] + this.#dayHeads[row];
  }

  isShort(row) {
    return this.#short[row] > 0;
  }

  /** Places the pictures that are known, by their months and days where those are given; a last row that is not full is placed only where nothing follows it. */
  extend(shapes, known, complete, months = null, days = null) {
    let sum = 0;
    let first = this.#placed;
    for (let i = first; i < known; i++) {
      if (months && i > first) {
        if (months[i] !== months[first]) {
          this.#close(first, i, sum, months, days);
          first = i;
          sum = 0;
        } else if (days[i] !== days[i - 1]) {
          const fits = this.#fits(shapes, days, first, i, known, sum);
          // Whether it fits is known with its last picture.
          if (fits === null && !complete) return;
          if (fits === false) {
            this.#close(first, i, sum, months, days);
            first = i;
            sum = 0;
          }
        }
      }
      sum += shapes[i];
      const room = this.width - this.gap * (i - first);
      if (sum * this.target >= room) {
        this.#add(first, room / sum, i + 1, months, days);
        first = i + 1;
        sum = 0;
      }
    }
    if (!complete || first >= known) return;
    if (months) return this.#close(first, known, sum, months, days);
    // What is left over is as tall as its neighbours are on the whole.
    const usual = this.count > 0 ? this.bottom / this.count - this.gap : this.target;
    this.#add(first, Math.min(this.target, usual), known, null, null, true);
  }

  // Whether the whole day from a place on stands in the row with the whole days before it; null where its end is not known.
  #fits(shapes, days, first, from, known, sum) {
    // A day that goes over several rows ends the last of them.
    if (first > 0 && days[first] === days[first - 1]) return false;
    for (let i = from; i < known; i++) {
      if (days[i] !== days[from]) return true;
      sum += shapes[i];
      if (sum * this.target > this.width - this.gap * (i - first)) return false;
    }
    return null;
  }

  // A row that ends with its group: as wide as the others where that makes it little taller.
  #close(first, end, sum, months, days) {
    const height = (this.width - this.gap * (end - 1 - first)) / sum;
    const stretched = height <= this.target * stretch;
    this.#add(first, stretched ? height : this.target, end, months, days, !stretched);
  }

  rowOf(index) {
    return this.#last((row) => this.#starts[row] <= index);
  }

  rowAt(y) {
    return this.#last((row) => this.#tops[row] <= y);
  }

  #last(holds) {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (holds(middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #add(start, height, placed, months, days, short = false) {
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#tops = grown(this.#tops);
      this.#heights = grown(this.#heights);
      this.#heads = grown(this.#heads);
      this.#dayHeads = grown(this.#dayHeads);
      this.#short = grown(this.#short);
    }
    const head = months && (start === 0 || months[start] !== months[start - 1]) ? this.head : 0;
    let dayHead = 0;
    for (let i = start; months && i < placed && dayHead === 0; i++) if (beginsDay(days, i)) dayHead = this.dayHead;
    const top = this.bottom + head + dayHead;
    this.#heads[this.count] = head;
    this.#dayHeads[this.count] = dayHead;
    this.#short[this.count] = short ? 1 : 0;
    this.#starts[this.count] = start;
    this.#tops[this.count] = top;
    this.#heights[this.count] = Math.round(height);
    this.count++;
    this.#placed = placed;
  }
}

/** Whether a day that is known begins with the picture. */
export const beginsDay = (days, index) => days[index] > 0 && (index === 0 || days[index] !== days[index - 1]);

function grown(array) {
  const larger = new array.constructor(array.length * 2);
  larger.set(array);
  return larger;
}
