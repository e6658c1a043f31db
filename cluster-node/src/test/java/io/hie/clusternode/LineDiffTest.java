package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineDiffTest {
  @Test
  void shouldShowWhatDiffersWithThreeLinesAround() {
    assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\nE\nf\ng\nh\ni"))
        .containsExactly("@@ -2,7 +2,7 @@", " b", " c", " d", "-e", "+E", " f", " g", " h");
    assertThat(LineDiff.of("a\nb", "a\nb\n")).isEmpty();
    assertThat(LineDiff.of("", "a")).containsExactly("@@ -1,0 +1,1 @@", "+a");
    assertThat(LineDiff.of("a\nb", "b")).containsExactly("@@ -1,2 +1,1 @@", "-a", " b");
  }

  @Test
  void shouldShowChangesThatAreFarApartByThemselves() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add("line " + i);
    }
    String before = String.join("\n", lines);
    lines.set(2, "changed");
    lines.add(25, "new");
    assertThat(LineDiff.of(before, String.join("\n", lines)))
        .filteredOn(line -> line.startsWith("@@"))
        .containsExactly("@@ -1,6 +1,6 @@", "@@ -23,6 +23,7 @@");
  }

  @Test
  void shouldMakeTheOneTextOfTheOther() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<String> before = letters(random);
      List<String> after = letters(random);
      List<String> all = LineDiff.of(String.join("\n", before), String.join("\n", after));
      List<String> made = new ArrayList<>();
      int at = 0;
      for (String line : all) {
        if (line.startsWith("@@")) {
          int start = Integer.parseInt(line.substring(4, line.indexOf(',')));
          while (at < start - 1) {
            made.add(before.get(at++));
          }
        } else {
          if (line.charAt(0) != '-') {
            made.add(line.substring(1));
          }
          if (line.charAt(0) != '+') {
            assertThat(before.get(at++)).as("seed %s", seed).isEqualTo(line.substring(1));
          }
        }
      }
      made.addAll(before.subList(at, before.size()));
      assertThat(made).as("seed %s", seed).isEqualTo(after);
    }
  }

  private static List<String> letters(Random random) {
    List<String> letters = new ArrayList<>();
    int size = random.nextInt(25);
    for (int i = 0; i < size; i++) {
      letters.add(String.valueOf((char) ('a' + random.nextInt(4))));
    }
    return letters;
  }
}
