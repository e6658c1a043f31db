package io.hie.actormodel.runtime;

/**
 * Where an item is found: names are unique within their project, projects within their workspace.
 */
public record ItemAddress(String workspace, String project, String item) {
  @Override
  public String toString() {
    return workspace + "/" + project + "/" + item;
  }
}
