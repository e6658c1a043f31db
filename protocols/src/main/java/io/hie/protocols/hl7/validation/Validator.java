package io.hie.protocols.hl7.validation;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.parser.UnexpectedSegmentBehaviourEnum;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.hie.actormodel.key.NhsNumber;
import io.hie.protocols.hl7.Hl7Editor;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.PathProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds messages to {@link Rules}. Any thread may use it. */
final class Validator {
  /** Versions of which the structures are known. */
  static final List<String> VERSIONS = List.of("2.3", "2.3.1", "2.4", "2.5", "2.5.1");

  private static final Hl7Path VERSION = Hl7Path.compile("MSH-12.1");
  private static final int MOST_IDENTIFIERS = 50;

  private final Rules rules;
  private final HapiContext hapi = new DefaultHapiContext(ValidationContextFactory.noValidation());

  Validator(Rules rules) {
    this.rules = rules;
    hapi.getParserConfiguration()
        .setUnexpectedSegmentBehaviour(UnexpectedSegmentBehaviourEnum.ADD_INLINE);
  }

  /** All that is wrong with a message, at most {@link Findings#MOST}, check by check. */
  List<PathProblem> validate(Hl7Message message) {
    Findings findings = new Findings();
    if (rules.checks().stream().anyMatch(check -> check != Check.NHS_NUMBER)) {
      againstTheStandard(message, findings);
    }
    againstTheDocument(message, findings);
    if (rules.has(Check.NHS_NUMBER) || rules.nhsNumberRequired()) {
      nhsNumbers(message, findings);
    }
    return findings.all();
  }

  private void againstTheStandard(Hl7Message message, Findings findings) {
    String version = rules.version() == null ? message.version() : rules.version();
    if (!VERSIONS.contains(version)) {
      findings.add(
          "MSH-12",
          "is no version that can be checked: "
              + String.join(", ", VERSIONS)
              + "; send one of these, or set Version");
      return;
    }
    Hl7Editor editor = Hl7Editor.of(message);
    if (!message.version().equals(version)) {
      editor.set(VERSION, version);
    }
    try {
      Message parsed = new PipeParser(hapi).parse(editor.toText());
      if (parsed instanceof GenericMessage) {
        findings.add("MSH-9", "version " + version + " has no message of this type and event");
        return;
      }
      new StandardCheck(rules, version, findings).check(parsed);
    } catch (HL7Exception unreadable) {
      // Its text may quote the message.
      findings.add("MSH-9", "the message cannot be read as one of version " + version);
    }
  }

  private void againstTheDocument(Hl7Message message, Findings findings) {
    for (Hl7Path path : rules.required()) {
      String value = path.first(message);
      if (value.isEmpty() || value.equals(Hl7Message.NULL)) {
        findings.add(path.toString(), "is empty, and required here");
      }
    }
    for (Map.Entry<Hl7Path, Set<String>> allowed : rules.allowed().entrySet()) {
      allowed
          .getKey()
          .each(
              message,
              value -> {
                if (!value.isEmpty() && !allowed.getValue().contains(value)) {
                  findings.add(
                      allowed.getKey().toString(), "is not one of the values allowed here", value);
                }
                return true;
              });
    }
  }

  /** Each identifier that says it is an NHS number must be one (NHS Data Dictionary). */
  private void nhsNumbers(Hl7Message message, Findings findings) {
    Hl7Editor editor = Hl7Editor.of(message);
    int patients = editor.count("PID");
    for (int patient = 1; patient <= patients; patient++) {
      String field = patient == 1 ? "PID-3" : "PID[" + patient + "]-3";
      int identifiers = Math.min(MOST_IDENTIFIERS, editor.repetitions(Hl7Path.compile(field)));
      boolean found = false;
      for (int i = 1; i <= identifiers; i++) {
        String place = i == 1 ? field : field + "[" + i + "]";
        if (!message.get(place + ".4.1").equals("NHS") && !message.get(place + ".5").equals("NH")) {
          continue;
        }
        found = true;
        String number = message.get(place + ".1");
        if (rules.has(Check.NHS_NUMBER) && NhsNumber.parse(number).isEmpty()) {
          findings.add(
              place + ".1",
              "is no NHS number: ten digits, the last of them the check digit of modulus 11",
              number);
        }
      }
      if (!found && rules.nhsNumberRequired()) {
        findings.add(
            field, "has no NHS number (authority NHS or identifier type NH), required here");
      }
    }
  }
}
