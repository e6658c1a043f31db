package io.hie.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One object for Kubernetes. */
record Manifest(JsonNode tree) {
  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.at("/metadata/name").asText();
  }

  JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  boolean isPod() {
    return podTemplate().isObject();
  }

  JsonNode podTemplate() {
    return tree.at("/spec/template");
  }

  JsonNode podSpec() {
    return podTemplate().path("spec");
  }

  List<JsonNode> containers() {
    List<JsonNode> all = new ArrayList<>();
    podSpec().path("initContainers").forEach(all::add);
    podSpec().path("containers").forEach(all::add);
    return all;
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
