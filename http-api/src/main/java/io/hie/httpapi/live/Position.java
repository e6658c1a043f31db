package io.hie.httpapi.live;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a listener is: of each source of events the number of the last one that it has. Written
 * into the id of every event, so that any node can go on from it. A source is one run of a node, or
 * an audit trail, which nodes share. Not safe by itself.
 */
final class Position {
  /** Of a text; a cluster of hundreds has its place in it. */
  private static final int MOST_CHARACTERS = 16_000;

  private static final Pattern PART = Pattern.compile("([a-z0-9]{1,32})-(\\d{1,18})");

  private final Map<String, Long> numbers = new TreeMap<>();

  /** Reads an id; empty if it is none of ours. */
  static Optional<Position> parse(String id) {
    if (id.isEmpty() || id.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    Position position = new Position();
    for (String part : id.split("\\.", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      position.numbers.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    return Optional.of(position);
  }

  /** The number of the last event of a source; -1 if there is nothing of it. */
  long of(String source) {
    return numbers.getOrDefault(source, -1L);
  }

  void put(String source, long number) {
    numbers.put(source, number);
  }

  void keepOnly(Set<String> sources) {
    numbers.keySet().retainAll(sources);
  }

  Set<String> sources() {
    return Set.copyOf(numbers.keySet());
  }

  /** As it stands in the id of an event. */
  String text() {
    return numbers.entrySet().stream()
        .map(each -> each.getKey() + "-" + each.getValue())
        .collect(Collectors.joining("."));
  }
}
