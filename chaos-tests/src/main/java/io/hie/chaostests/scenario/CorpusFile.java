package io.hie.chaostests.scenario;

import io.hie.chaostests.mllp.Hl7Fields;
import io.hie.chaostests.scenario.CorpusSender.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One file of a corpus and what became of it.
 *
 * @param name below the corpus's directory
 * @param body its bytes, which were sent as they are
 */
record CorpusFile(String name, ByteBuffer body, Outcome outcome) {

  boolean isAccepted() {
    return outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Unasked;
  }

  /** What is wrong with what became of it; empty if nothing is. */
  List<String> problems(Set<ByteBuffer> atSink, Set<ByteBuffer> inArchive) {
    List<String> problems = new ArrayList<>();
    switch (outcome) {
      case Outcome.Accepted _, Outcome.Unasked _ -> {
        if (!atSink.contains(body)) {
          problems.add("accepted, but these bytes did not arrive at the sink");
        }
        if (!inArchive.contains(body)) {
          problems.add("accepted, but these bytes are not in the archive");
        }
      }
      case Outcome.Refused refused -> problemsOf(refused.words(), problems);
      case Outcome.Unreadable unreadable -> {
        problems.add("answered with what is no acknowledgement");
        problemsOf(unreadable.answer(), problems);
      }
      case Outcome.Closed _ -> problems.add("the connection was closed without an answer");
      case Outcome.Hang _ -> problems.add("no answer");
    }
    return problems;
  }

  private void problemsOf(String words, List<String> problems) {
    if (words.isBlank()) {
      problems.add("refused without a reason");
    }
    if (words.contains("Exception") || words.contains("\tat ") || words.contains("java.")) {
      problems.add("the answer shows the insides of the node");
    }
    for (String secret : patient()) {
      if (words.contains(secret)) {
        problems.add("the answer shows patient data");
      }
    }
  }

  /** What the message says of its patient, as far as it is long enough to be told apart. */
  private List<String> patient() {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    Hl7Fields header = Hl7Fields.header(bytes, 0, bytes.length);
    Hl7Fields pid =
        header == null ? null : Hl7Fields.segment("PID", header, bytes, 0, bytes.length);
    List<String> said = new ArrayList<>();
    for (int field : new int[] {3, 5, 7}) {
      for (String part : pid == null ? new String[0] : pid.text(field).split("[\\^~&]")) {
        if (part.length() > 5) {
          said.add(part);
        }
      }
    }
    return said;
  }

  /** The outcome in words, with nothing that would break a line. */
  String line() {
    String words =
        switch (outcome) {
          case Outcome.Accepted accepted -> "accepted " + accepted.code();
          case Outcome.Refused refused -> "refused " + refused.code() + ": " + refused.words();
          case Outcome.Unreadable unreadable -> "unreadable answer: " + unreadable.answer();
          case Outcome.Closed _ -> "closed";
          case Outcome.Unasked _ -> "no answer, as MSH-15 and MSH-16 ask";
          case Outcome.Hang _ -> "HANG";
        };
    String clean = words.replaceAll("\\p{Cntrl}", " ");
    return clean.length() > 160 ? clean.substring(0, 160) : clean;
  }

  static CorpusFile of(String name, byte[] bytes, Outcome outcome) {
    return new CorpusFile(name, ByteBuffer.wrap(bytes), outcome);
  }

  @Override
  public String toString() {
    return "CorpusFile[" + name + "]";
  }
}
