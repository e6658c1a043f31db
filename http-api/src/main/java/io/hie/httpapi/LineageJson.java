package io.hie.httpapi;

import io.hie.sharding.history.Lineage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message, as the API shows it.
 *
 * @param message the event that began it
 * @param legs at the items it went to first, each with those that came of it
 * @param repetitions the messages that repeat it
 * @param complete false if there were too many legs to tell all
 */
record LineageJson(
    EventJson message, List<NodeJson> legs, List<RepetitionJson> repetitions, boolean complete) {

  /** A leg; times are ISO 8601. */
  record NodeJson(
      String leg,
      String item,
      String messageId,
      boolean derived,
      String state,
      int attempts,
      String since,
      long event,
      @Nullable String reasonCode,
      @Nullable String reason,
      @Nullable String detail,
      List<NodeJson> next) {

    static NodeJson of(Lineage.Node node) {
      var reason = node.reason();
      return new NodeJson(
          node.leg().path(),
          node.item(),
          node.messageId(),
          node.derived(),
          node.state(),
          node.attempts(),
          node.since().toString(),
          node.event(),
          reason == null || reason.code().isEmpty() ? null : reason.code(),
          reason == null ? null : reason.text(),
          reason == null || reason.detail().isEmpty() ? null : reason.detail(),
          node.next().stream().map(NodeJson::of).toList());
    }
  }

  /** A message that repeats this one. */
  record RepetitionJson(
      long message,
      String messageId,
      @Nullable String leg,
      @Nullable String job,
      long event,
      String at,
      String who) {}

  static LineageJson of(Lineage lineage) {
    return new LineageJson(
        EventJson.of(
            new io.hie.sharding.history.Histories.Entry(lineage.number(), lineage.beginning())),
        lineage.legs().stream().map(NodeJson::of).toList(),
        lineage.repetitions().stream()
            .map(
                each ->
                    new RepetitionJson(
                        each.message(),
                        each.messageId(),
                        each.leg() == null ? null : each.leg().path(),
                        each.job(),
                        each.event(),
                        each.at().toString(),
                        each.who()))
            .toList(),
        lineage.complete());
  }
}
