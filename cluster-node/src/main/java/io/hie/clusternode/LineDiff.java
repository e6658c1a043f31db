package io.hie.clusternode;

import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two texts, as a unified diff: the fewest lines to take out and put in, by
 * Myers' algorithm, found from the start.
 */
final class LineDiff {
  private static final int CONTEXT = 3;

  /** Texts that have less in common are shown as one taken out and the other put in. */
  private static final int MOST_EDITS = 2_000;

  private LineDiff() {}

  /** A line with its sign: a space, - or +. */
  private record Line(char sign, String text) {}

  /** The diff, without a head; empty if the texts have the same lines. */
  static List<String> of(String before, String after) {
    List<Line> script = script(before.lines().toList(), after.lines().toList());
    List<String> diff = new ArrayList<>();
    int shownTo = 0;
    int oldLine = 1;
    int newLine = 1;
    for (int i = 0; i < script.size(); i++) {
      if (script.get(i).sign() != ' ' && i >= shownTo) {
        int from = Math.max(shownTo, i - CONTEXT);
        int to = endOfHunk(script, i);
        int olds = count(script, from, to, '+');
        int news = count(script, from, to, '-');
        int back = i - from;
        diff.add("@@ -%d,%d +%d,%d @@".formatted(oldLine - back, olds, newLine - back, news));
        script.subList(from, to).forEach(line -> diff.add(line.sign() + line.text()));
        shownTo = to;
      }
      oldLine += script.get(i).sign() == '+' ? 0 : 1;
      newLine += script.get(i).sign() == '-' ? 0 : 1;
    }
    return diff;
  }

  /** Where so many unchanged lines follow that the next change is a hunk of its own. */
  private static int endOfHunk(List<Line> script, int from) {
    int last = from;
    for (int i = from; i < script.size() && i - last <= 2 * CONTEXT; i++) {
      if (script.get(i).sign() != ' ') {
        last = i;
      }
    }
    return Math.min(script.size(), last + CONTEXT + 1);
  }

  /** How many lines are not of this sign. */
  private static int count(List<Line> script, int from, int to, char not) {
    return (int) script.subList(from, to).stream().filter(line -> line.sign() != not).count();
  }

  private static List<Line> script(List<String> before, List<String> after) {
    int most = Math.min(before.size() + after.size(), MOST_EDITS);
    int[] furthest = new int[2 * most + 3];
    List<int[]> steps = new ArrayList<>();
    for (int edits = 0; edits <= most; edits++) {
      steps.add(furthest.clone());
      for (int k = -edits; k <= edits; k += 2) {
        int at = most + 1 + k;
        boolean down = k == -edits || (k != edits && furthest[at - 1] < furthest[at + 1]);
        int x = down ? furthest[at + 1] : furthest[at - 1] + 1;
        while (x < before.size()
            && x - k < after.size()
            && before.get(x).equals(after.get(x - k))) {
          x++;
        }
        furthest[at] = x;
        if (x >= before.size() && x - k >= after.size()) {
          return walkBack(before, after, steps, most + 1);
        }
      }
    }
    List<Line> all = new ArrayList<>();
    before.forEach(line -> all.add(new Line('-', line)));
    after.forEach(line -> all.add(new Line('+', line)));
    return all;
  }

  private static List<Line> walkBack(
      List<String> before, List<String> after, List<int[]> steps, int middle) {
    List<Line> script = new ArrayList<>();
    int x = before.size();
    int y = after.size();
    for (int edits = steps.size() - 1; edits >= 0; edits--) {
      int[] furthest = steps.get(edits);
      int k = x - y;
      boolean down =
          k == -edits || (k != edits && furthest[middle + k - 1] < furthest[middle + k + 1]);
      int fromK = down ? k + 1 : k - 1;
      int fromX = edits == 0 ? 0 : furthest[middle + fromK];
      int fromY = edits == 0 ? 0 : fromX - fromK;
      while (x > fromX && y > fromY) {
        script.add(new Line(' ', before.get(--x)));
        y--;
      }
      if (edits > 0) {
        script.add(down ? new Line('+', after.get(--y)) : new Line('-', before.get(--x)));
      }
    }
    return script.reversed();
  }
}
