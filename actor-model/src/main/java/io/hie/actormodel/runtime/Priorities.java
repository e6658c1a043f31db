package io.hie.actormodel.runtime;

import io.hie.actormodel.envelope.ContentParser;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.production.HostSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** How urgent a message is in a queue of priorities: by its header, its content, or rules. */
final class Priorities {
  private record Rule(int priority, Predicate<MessageEnvelope> condition) {}

  private Priorities() {}

  /** As an item's settings say. What it makes never throws; it falls back on the header. */
  static ToIntFunction<MessageEnvelope> of(HostSettings host) {
    return switch (host.prioritySource()) {
      case HEADER -> Priorities::ofHeader;
      case CONTENT -> Priorities::ofContent;
      case RULES -> {
        List<Rule> rules = rules(host.priorityRules());
        yield envelope -> ofRules(rules, envelope);
      }
    };
  }

  private static int ofHeader(MessageEnvelope envelope) {
    return envelope.header().priority();
  }

  private static int ofContent(MessageEnvelope envelope) {
    try {
      int priority = ContentParser.forType(envelope.header().contentType()).priority(envelope);
      return Math.clamp(priority, 0, 9);
    } catch (RuntimeException unreadable) {
      return ofHeader(envelope);
    }
  }

  private static int ofRules(List<Rule> rules, MessageEnvelope envelope) {
    for (Rule rule : rules) {
      try {
        if (rule.condition().test(envelope)) {
          return rule.priority();
        }
      } catch (RuntimeException undecided) {
        // It is not of the kind that the rule is for, or too much for it: the next rule.
      }
    }
    return ofHeader(envelope);
  }

  private static List<Rule> rules(Map<String, String> written) {
    List<Rule> rules = new ArrayList<>();
    new TreeMap<>(written)
        .forEach(
            (priority, rule) ->
                rules.add(new Rule(Integer.parseInt(priority), ContentParser.conditionOf(rule))));
    return rules;
  }
}
