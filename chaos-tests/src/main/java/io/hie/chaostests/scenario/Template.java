package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.process.NodeApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** A document with names between {@code @} in place of what differs from use to use. */
record Template(String text) {

  /** A resource of this module. */
  static Template of(String resource) {
    try (InputStream in =
        ChaosException.class.getResourceAsStream("/io/hie/chaostests/" + resource)) {
      return new Template(
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document with the values of its names. */
  String with(Map<String, String> values) {
    String document = text;
    for (Map.Entry<String, String> each : values.entrySet()) {
      document = document.replace("@" + each.getKey() + "@", each.getValue());
    }
    return document;
  }

  /**
   * Puts the document with these values into effect.
   *
   * @throws ChaosException with the node's answer if it is refused
   */
  void apply(NodeApi api, Map<String, String> values) {
    NodeApi.Answer answer = api.apply(with(values));
    if (answer.status() != 200) {
      throw new ChaosException(
          "the node refuses a document with " + answer.status() + ": " + answer.body());
    }
  }
}
