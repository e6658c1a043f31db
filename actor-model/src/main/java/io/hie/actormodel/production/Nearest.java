package io.hie.actormodel.production;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what a person most likely meant: the known word with the smallest edit distance
 * (Damerau-Levenshtein with adjacent transpositions), without regard to case and to {@code _},
 * {@code -} and spaces.
 */
public final class Nearest {
  /** Longer words are not compared; nobody mistypes them by a letter. */
  private static final int LONGEST = 80;

  /** More known words than this are not compared: it must not take long. */
  private static final int MOST = 1000;

  private Nearest() {}

  /** The known word that is near enough to be what was meant, the first of equally near ones. */
  public static Optional<String> to(String given, Collection<String> known) {
    String wanted = normal(given);
    if (wanted.length() > LONGEST) {
      return Optional.empty();
    }
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known.stream().limit(MOST).toList()) {
      String other = normal(candidate);
      int bound = Math.max(1, Math.max(wanted.length(), other.length()) / 3);
      if (other.length() > LONGEST || Math.abs(other.length() - wanted.length()) > bound) {
        continue;
      }
      int distance = distance(wanted, other);
      if (distance <= bound && distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A hint: the nearest known word if there is one, and what is known. */
  public static String hint(String given, Collection<String> known) {
    String all = list(known);
    return to(given, known)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElse(known.isEmpty() ? "nothing is known here" : "known here: " + all);
  }

  /** The words with commas between them, cut short if they are very many. */
  static String list(Collection<String> words) {
    int shown = 40;
    List<String> first = words.stream().limit(shown).map(Shown::escape).toList();
    return String.join(", ", first)
        + (words.size() > shown ? " and " + (words.size() - shown) + " more" : "");
  }

  private static String normal(String word) {
    StringBuilder normal = new StringBuilder(word.length());
    for (char c : word.toLowerCase(Locale.ROOT).toCharArray()) {
      if (c != '_' && c != '-' && c != ' ') {
        normal.append(c);
      }
    }
    return normal.toString();
  }

  /** How many insertions, deletions, replacements and swaps of neighbours lie between two words. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
