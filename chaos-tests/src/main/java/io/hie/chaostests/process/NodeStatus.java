package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's answer to {@code /api/v1/status}, as far as the scenarios look into it. */
public record NodeStatus(String json) {

  private static final Pattern OPEN = Pattern.compile("\"openMessages\"\\s*:\\s*(\\d+)");

  /** How many messages an item has finished. */
  public long done(String item) {
    return Long.parseLong(field(item, "done"));
  }

  /** State of an item's circuit breaker, such as {@code OPEN}. */
  public String breaker(String item) {
    return field(item, "breaker");
  }

  /** How many messages are accepted and not finished, in all productions. */
  public long openMessages() {
    Matcher found = OPEN.matcher(json);
    long open = 0;
    while (found.find()) {
      open += Long.parseLong(found.group(1));
    }
    return open;
  }

  private String field(String item, String name) {
    Matcher found =
        Pattern.compile("\"name\":\"" + item + "\"[^}]*\"" + name + "\":\"?([A-Za-z0-9_]+)\"?")
            .matcher(json.replaceAll("\\s", ""));
    if (!found.find()) {
      throw new ChaosException("the status has no " + name + " of " + item);
    }
    return found.group(1);
  }
}
