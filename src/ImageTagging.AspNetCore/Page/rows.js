// Places of pictures in rows of equal width, each picture in its own shape. Only numbers, so a hundred thousand are cheap.
export class Rows {
  #starts = new Int32Array(256);
  #tops = new Float64Array(256);
  #heights = new Float32Array(256);
  // How much room a row's heading takes, and whether the row ends where its group does and not where its width does.
  #heads = new Uint8Array(256);
  #short = new Uint8Array(256);
  #placed = 0;

  count = 0;
  width = 0;
  target = 200;
  gap = 8;
  head = 0;

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

  /** Whether a group begins with the row. */
  hasHead(row) {
    return this.#heads[row] > 0;
  }

  isShort(row) {
    return this.#short[row] > 0;
  }

  /** Places the pictures that are known; a last row that is not full is placed only where nothing follows it. */
  extend(shapes, known, complete, groups = null) {
    let sum = 0;
    let first = this.#placed;
    for (let i = this.#placed; i < known; i++) {
      if (groups && i > first && groups[i] !== groups[first]) {
        this.#add(first, this.target, i, groups, true);
        first = i;
        sum = 0;
      }
      sum += shapes[i];
      const room = this.width - this.gap * (i - first);
      if (sum * this.target >= room) {
        this.#add(first, room / sum, i + 1, groups);
        first = i + 1;
        sum = 0;
      }
    }
    // What is left over is as tall as its neighbours are on the whole.
    const usual = this.count > 0 ? this.bottom / this.count - this.gap : this.target;
    if (complete && first < known) this.#add(first, groups ? this.target : Math.min(this.target, usual), known, groups, true);
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

  #add(start, height, placed, groups, short = false) {
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#tops = grown(this.#tops);
      this.#heights = grown(this.#heights);
      this.#heads = grown(this.#heads);
      this.#short = grown(this.#short);
    }
    const head = groups && (this.count === 0 || groups[start] !== groups[start - 1]) ? this.head : 0;
    const top = this.bottom + head;
    this.#heads[this.count] = head;
    this.#short[this.count] = short ? 1 : 0;
    this.#starts[this.count] = start;
    this.#tops[this.count] = top;
    this.#heights[this.count] = Math.round(height);
    this.count++;
    this.#placed = placed;
  }
}

function grown(array) {
  const larger = new array.constructor(array.length * 2);
  larger.set(array);
  return larger;
}
