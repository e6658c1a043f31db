package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A valid document to be made wrong: places are JSON pointers, values are JSON. */
final class Edits {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;

  private Edits(JsonNode root) {
    this.root = root;
  }

  static Edits ofExample() {
    try {
      return new Edits(JSON.readTree(ProductionReaderTest.resource("adt.json")));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  Edits set(String pointer, String json) {
    JsonPointer place = JsonPointer.compile(pointer);
    JsonNode parent = root.at(place.head());
    JsonNode value = json(json);
    if (parent instanceof ObjectNode object) {
      object.set(place.last().getMatchingProperty(), value);
    } else if (parent instanceof ArrayNode array) {
      int index = place.last().getMatchingIndex();
      if (index == array.size()) {
        array.add(value);
      } else {
        array.set(index, value);
      }
    } else {
      throw new IllegalArgumentException("nothing at " + pointer);
    }
    return this;
  }

  Edits remove(String pointer) {
    JsonPointer place = JsonPointer.compile(pointer);
    switch (root.at(place.head())) {
      case ObjectNode object -> object.remove(place.last().getMatchingProperty());
      case ArrayNode array -> array.remove(place.last().getMatchingIndex());
      default -> throw new IllegalArgumentException("nothing at " + pointer);
    }
    return this;
  }

  byte[] bytes() {
    return root.toString().getBytes(UTF_8);
  }

  /** JSON with single quotation marks, for shorter tests. */
  private static JsonNode json(String json) {
    try {
      return JSON.readTree(json.replace('\'', '"'));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }
}
