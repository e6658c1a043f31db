package io.hie.actormodel.production;

import io.hie.actormodel.envelope.ContentParser;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.HostSettings.MessagingPattern;
import io.hie.actormodel.production.HostSettings.PrioritySource;
import io.hie.actormodel.production.HostSettings.QueueType;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values that are part of the vocabulary but that this version cannot do. They are refused rather
 * than done otherwise.
 */
final class Supported {
  private static final Set<ExecutionMode> EXECUTION_MODES = EnumSet.allOf(ExecutionMode.class);
  private static final Set<MessagingPattern> MESSAGING_PATTERNS =
      EnumSet.allOf(MessagingPattern.class);
  private static final Set<AmbiguousPolicy> AMBIGUOUS_POLICIES =
      EnumSet.of(AmbiguousPolicy.RESEND, AmbiguousPolicy.HOLD);

  private Supported() {}

  static void check(HostSettings settings, String path, Problems problems) {
    check("ExecutionMode", settings.executionMode(), EXECUTION_MODES, path, problems);
    check("MessagingPattern", settings.messagingPattern(), MESSAGING_PATTERNS, path, problems);
    priorities(settings, path, problems);
    check("AmbiguousPolicy", settings.ambiguousPolicy(), AMBIGUOUS_POLICIES, path, problems);
  }

  private static void priorities(HostSettings settings, String path, Problems problems) {
    String place = Place.key(path, "PriorityRules");
    settings
        .priorityRules()
        .forEach(
            (priority, rule) -> {
              if (!priority.matches("[0-9]")) {
                problems.error(
                    place,
                    Shown.quoted(priority) + " is no priority",
                    "write 0 (first) to 9 (last) in front of each rule");
              }
              try {
                ContentParser.conditionOf(rule);
              } catch (IllegalArgumentException fault) {
                problems.error(place, String.valueOf(fault.getMessage()), "see docs/rules.md");
              }
            });
    if (settings.prioritySource() != PrioritySource.HEADER
        && settings.queueType() != QueueType.PRIORITY) {
      problems.warning(
          Place.key(path, "PrioritySource"),
          "it has no effect on a queue of type " + HostSettings.spell(settings.queueType()),
          "write \"QueueType\": \"priority\" too");
    }
  }

  private static <E extends Enum<E>> void check(
      String key, E value, Set<E> supported, String path, Problems problems) {
    if (!supported.contains(value)) {
      problems.error(
          Place.key(path, key),
          "\"" + HostSettings.spell(value) + "\" is known, but this version cannot do it",
          "write "
              + supported.stream().map(HostSettings::spell).collect(Collectors.joining(" or ")));
    }
  }
}
