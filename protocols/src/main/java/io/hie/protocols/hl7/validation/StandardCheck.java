package io.hie.protocols.hl7.validation;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.AbstractGroup;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Walks a parsed message and compares it with the structure that its version gives it. */
final class StandardCheck {
  private final Rules rules;
  private final Findings findings;
  private final FieldCheck fields;
  private final Map<String, Integer> seen = new HashMap<>();

  StandardCheck(Rules rules, String version, Findings findings) {
    this.rules = rules;
    this.findings = findings;
    this.fields = new FieldCheck(rules, version, findings);
  }

  void check(Message message) throws HL7Exception {
    group(message);
  }

  private void group(Group group) throws HL7Exception {
    Set<String> unexpected = ((AbstractGroup) group).getNonStandardNames();
    for (String name : group.getNames()) {
      boolean present = false;
      for (Structure each : group.getAll(name)) {
        if (each.isEmpty()) {
          continue;
        }
        present = true;
        switch (each) {
          case Segment segment -> segment(segment, unexpected.contains(name));
          case Group inner -> group(inner);
          default -> throw new IllegalStateException("neither a segment nor a group");
        }
      }
      if (!present && group.isRequired(name) && !unexpected.contains(name)) {
        missing(group, name);
      }
    }
  }

  private void missing(Group group, String name) throws HL7Exception {
    String segment = firstSegment(group, name);
    if (!rules.has(Check.STRUCTURE) || rules.ignored().contains(segment)) {
      return;
    }
    String where = group instanceof Message ? "" : " in a group " + group.getName();
    findings.add(
        segment,
        "the segment is missing" + (group.isGroup(name) ? ", with all of " + name : where));
  }

  private static String firstSegment(Group group, String name) throws HL7Exception {
    Structure structure = group.get(name);
    return structure instanceof Group inner
        ? firstSegment(inner, inner.getNames()[0])
        : structure.getName();
  }

  private void segment(Segment segment, boolean unexpected) throws HL7Exception {
    String name = segment.getName();
    int occurrence = seen.merge(name, 1, Integer::sum);
    if (name.startsWith("Z") || rules.ignored().contains(name)) {
      return; // the standard says nothing of Z segments
    }
    String path = occurrence == 1 ? name : name + "[" + occurrence + "]";
    if (unexpected && rules.has(Check.STRUCTURE)) {
      findings.add(path, "the segment is not expected here in a message of this type");
    }
    fields.check(segment, path);
  }
}
