package io.hie.clusternode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the tests read out of a Markdown text: its links, its headings, the commands it names. */
record Markdown(String text) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?: \"[^\"]*\")?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern COMMAND = Pattern.compile("\\./hie +([a-z][a-z-]*)");

  private static final Pattern ITEM_TYPE =
      Pattern.compile("(?m)^\\| `([a-z0-9.]+\\.(?:service|process|operation))` \\|");

  /** Where its links lead, code left out, as they are written. */
  List<String> links() {
    return all(LINK, CODE.matcher(prose()).replaceAll("` `"));
  }

  /** The anchors of its headings. */
  Set<String> anchors() {
    Set<String> anchors = new TreeSet<>();
    for (String heading : all(HEADING, prose())) {
      anchors.add(
          heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
    }
    return anchors;
  }

  /** The words that follow {@code ./hie}, code included. */
  Set<String> commands() {
    return new TreeSet<>(all(COMMAND, text));
  }

  /** Item types that begin a row of a table. */
  Set<String> itemTypesInTables() {
    return new TreeSet<>(all(ITEM_TYPE, text));
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    for (MatchResult match : pattern.matcher(text).results().toList()) {
      found.add(match.group(1));
    }
    return found;
  }
}
