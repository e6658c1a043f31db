package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.HostSettings.MessagingPattern;
import io.hie.actormodel.production.HostSettings.QueueType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Refuses combinations of messaging pattern, execution mode, queue type and placement in which one
 * setting promises what another gives up. {@code docs/patterns-and-modes.md} has them in a table.
 */
final class PatternCheck {
  private static final List<String> PATTERNS =
      Arrays.stream(MessagingPattern.values()).<String>map(HostSettings::spell).toList();

  private final ItemType type;
  private final HostSettings host;
  private final String path;
  private final Problems problems;

  /**
   * @param path of the {@code host_settings}
   */
  PatternCheck(ItemType type, HostSettings host, String path, Problems problems) {
    this.type = type;
    this.host = host;
    this.path = path;
    this.problems = problems;
  }

  void check() {
    if (type.kind() == ItemKind.SERVICE && host.executionMode() == ExecutionMode.MULTIPROCESS) {
      problems.error(
          Place.key(path, "ExecutionMode"),
          "\"multiprocess\" is for processes and operations: a service holds a port or a directory,"
              + " which one process alone can",
          "write async, and multiprocess at the item that does the work");
    }
    if (type.kind() == ItemKind.PROCESS && host.placement() == HostSettings.Placement.SINGLE) {
      problems.error(
          Place.key(path, "Placement"),
          "\"single\" is for services and operations: a process has nothing outside that there is"
              + " one of, and works where the histories of its messages are",
          "leave Placement out, and write single at the operation that needs it");
    }
    pattern(host.messagingPattern(), Place.key(path, "MessagingPattern"));
    String map = Place.key(path, "MessagingPatterns");
    host.messagingPatterns()
        .forEach((target, pattern) -> connection(target, pattern, Place.key(map, target)));
  }

  private void connection(String target, String written, String place) {
    if (!host.targetConfigNames().contains(target)) {
      problems.error(
          place,
          "there is no connection to "
              + Shown.quoted(target)
              + ": TargetConfigNames do not list it",
          Nearest.hint(target, host.targetConfigNames()));
    }
    if (!PATTERNS.contains(written)) {
      problems.error(
          place,
          Shown.quoted(written) + " is not one of " + String.join(", ", PATTERNS),
          Nearest.hint(written, PATTERNS));
      return;
    }
    pattern(MessagingPattern.valueOf(written.toUpperCase(Locale.ROOT)), place);
  }

  private void pattern(MessagingPattern pattern, String place) {
    String shown = Shown.quoted(HostSettings.spell(pattern));
    if (pattern.isSync() && type.kind() == ItemKind.SERVICE && !type.answersSenders()) {
      problems.error(
          place,
          shown
              + " gives the sender the receiver's answer, and what "
              + type.name()
              + " reads from has nobody to give it to",
          "write async_reliable or concurrent_async");
    }
    if (pattern.isConcurrent() && host.executionMode() == ExecutionMode.SINGLE_PROCESS) {
      problems.error(
          place,
          shown + " works on several messages at once, and ExecutionMode single_process on one",
          "write async_reliable or sync_reliable, or another ExecutionMode");
    }
    if (pattern == MessagingPattern.SYNC_RELIABLE
        && (host.queueType() == QueueType.LIFO || host.queueType() == QueueType.UNORDERED)) {
      problems.error(
          place,
          shown
              + " is one exchange after the other in order, and QueueType "
              + HostSettings.spell(host.queueType())
              + " gives order up",
          "write concurrent_sync, or QueueType fifo or priority");
    }
  }
}
