package io.hie.persistence.search;

import io.hie.actormodel.history.search.FoundMessage.FoundLeg;
import io.hie.actormodel.history.search.FoundMessage.Kind;
import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.history.search.MessageQuery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What many messages have in common. There are as many as there are combinations that occur: of
 * types, senders, and ways through a production with the states on them.
 *
 * @param legs in the order in which they began, {@link #MOST_LEGS} at most
 */
record Shape(
    String workspace,
    String project,
    Kind kind,
    String service,
    String type,
    String version,
    String sender,
    List<FoundLeg> legs) {
  /** Of a message that was split into more, the rest is not told. */
  static final int MOST_LEGS = 40;

  /** What most needs to be looked at comes first. */
  private static final List<LegState> IN_ORDER =
      List.of(
          LegState.OPEN,
          LegState.DEAD_LETTERED,
          LegState.AMBIGUOUS,
          LegState.EXPIRED,
          LegState.DISCARDED,
          LegState.SENT_AGAIN,
          LegState.LET_GO,
          LegState.DELIVERED,
          LegState.FILTERED,
          LegState.HANDLED);

  Shape {
    legs = List.copyOf(legs);
  }

  Shape withLegs(List<FoundLeg> changed) {
    return new Shape(workspace, project, kind, service, type, version, sender, changed);
  }

  /**
   * The same without what senders choose, for when there are very many shapes.
   *
   * @param mostLegs how many of the legs stay
   */
  Shape coarse(int mostLegs) {
    return new Shape(
        workspace, project, kind, "", "", "", "", legs.subList(0, Math.min(legs.size(), mostLegs)));
  }

  /** All legs in one word. */
  LegState status() {
    Set<LegState> states = legs.stream().map(FoundLeg::state).collect(Collectors.toSet());
    for (LegState each : IN_ORDER) {
      if (states.contains(each)) {
        return each;
      }
    }
    return LegState.HANDLED;
  }

  /** Whether a question may mean messages of this shape. */
  boolean fits(MessageQuery query) {
    return workspace.equals(query.workspace())
        && (query.project() == null || project.equals(query.project()))
        && fitsType(query.type())
        && fitsText(query.text())
        && fitsLegs(query);
  }

  private boolean fitsType(@Nullable String wanted) {
    return wanted == null
        || (wanted.endsWith("*")
            ? type.startsWith(wanted.substring(0, wanted.length() - 1))
            : type.equals(wanted));
  }

  private boolean fitsText(@Nullable String wanted) {
    return wanted == null
        || (sender + '\n' + type + '\n' + version + '\n' + service)
            .toLowerCase(Locale.ROOT)
            .contains(wanted.toLowerCase(Locale.ROOT));
  }

  private boolean fitsLegs(MessageQuery query) {
    String item = query.item();
    LegState state = query.state();
    if (item == null && state == null) {
      return true;
    }
    return (state == null && service.equals(item))
        || legs.stream()
            .anyMatch(
                leg ->
                    (item == null || leg.item().equals(item))
                        && (state == null || leg.state() == state));
  }

  /** The legs as they are stored. */
  String legsText() {
    return legs.stream()
        .map(leg -> leg.path() + '\t' + leg.item() + '\t' + leg.state().name())
        .collect(Collectors.joining("\n"));
  }

  static List<FoundLeg> legs(String text) {
    List<FoundLeg> legs = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3) {
        legs.add(new FoundLeg(parts[0], parts[1], LegState.valueOf(parts[2])));
      }
    }
    return legs;
  }

  /** Tells it from every other. */
  UUID digest() {
    String all =
        String.join(
            "\u0000", workspace, project, kind.name(), service, type, version, sender, legsText());
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
