package io.hie.protocols.hl7.transform;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.Version;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import io.hie.protocols.hl7.Hl7Editor;
import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.PathProblem;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a message one of another version. HL7 v2 grows at the end only (chapter 2, "Version
 * compatibility definition"): what an older version has, a newer one keeps in its place, and what
 * it does not know an older receiver passes over. So what changes is what the header says: MSH-12,
 * and MSH-9.3, which came with 2.3.1 and whose value belongs to the version. Fields that a newer
 * version keeps elsewhere are a matter of steps of one's own.
 */
final class Versions {
  /** Those that can be had. */
  static final List<String> KNOWN = List.of("2.3", "2.3.1", "2.4", "2.5", "2.5.1");

  private static final DefaultModelClassFactory MODELS = new DefaultModelClassFactory();
  private static final Hl7Path VERSION = Hl7Path.compile("MSH-12");
  private static final Hl7Path TYPE = Hl7Path.compile("MSH-9.1");
  private static final Hl7Path EVENT = Hl7Path.compile("MSH-9.2");
  private static final Hl7Path STRUCTURE = Hl7Path.compile("MSH-9.3");

  private Versions() {}

  static void change(Hl7Editor message, String version, Consumer<PathProblem> problems) {
    message.set(VERSION, version);
    String event = message.get(EVENT);
    if (KNOWN.indexOf(version) < KNOWN.indexOf("2.3.1")) {
      message.delete(STRUCTURE);
      return;
    }
    if (event.isEmpty()) {
      return; // an ACK, which has no structure but its own
    }
    String name = message.get(TYPE) + "_" + event;
    String structure = structure(name, version);
    if (structure == null) {
      problems.accept(
          new PathProblem(
              "MSH-9", "version " + version + " has no message of this type and event"));
      return;
    }
    message.set(STRUCTURE, structure);
  }

  /** The structure of a message; null if the version does not have it. */
  private static @Nullable String structure(String name, String version) {
    try {
      String shared = MODELS.getEventMapForVersion(Version.versionOf(version)).get(name);
      String structure = shared == null ? name : shared;
      return MODELS.getMessageClass(structure, version, true) == null ? null : structure;
    } catch (HL7Exception unreadable) {
      throw new IllegalStateException(
          "the tables of HL7 " + version + " cannot be read", unreadable);
    }
  }
}
