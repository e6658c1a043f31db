package io.hie.httpapi;

import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.key.ShardingKey;
import io.hie.sharding.key.ShardingKey.Kind;
import java.util.Optional;

/** Keys as people write them. */
final class KeyText {
  static final String HELP =
      "a key is an NHS number (ten digits with a right check digit), or local:AUTHORITY:ID, facility:NAME,"
          + " message-type:TYPE or correlation:ID";

  private KeyText() {}

  static Optional<ShardingKey> parse(String workspace, String project, String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return NhsNumber.parse(text.trim())
          .map(number -> ShardingKey.patient(workspace, project, number));
    }
    String value = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "patient" ->
          NhsNumber.parse(value.trim())
              .map(number -> ShardingKey.patient(workspace, project, number));
      case "local" -> local(workspace, project, value);
      case "facility" -> Optional.of(new ShardingKey(workspace, project, Kind.FACILITY, value));
      case "message-type" ->
          Optional.of(new ShardingKey(workspace, project, Kind.MESSAGE_TYPE, value));
      case "correlation" ->
          Optional.of(new ShardingKey(workspace, project, Kind.CORRELATION, value));
      default -> Optional.empty();
    };
  }

  private static Optional<ShardingKey> local(String workspace, String project, String value) {
    int colon = value.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(
            ShardingKey.localPatient(
                workspace,
                project,
                new LocalId(value.substring(colon + 1), value.substring(0, colon))));
  }
}
