package io.hie.protocols.hl7.validation;

import io.hie.protocols.hl7.PathProblem;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one message, up to {@link #MOST}. */
final class Findings {
  static final int MOST = 200;

  private final List<PathProblem> problems = new ArrayList<>();

  void add(String path, String text) {
    add(path, text, "");
  }

  void add(String path, String text, String value) {
    if (problems.size() < MOST) {
      problems.add(new PathProblem(path, text, value));
    }
  }

  List<PathProblem> all() {
    return List.copyOf(problems);
  }
}
