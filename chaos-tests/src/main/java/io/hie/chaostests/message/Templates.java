package io.hie.chaostests.message;

import java.util.List;

/**
 * The messages as text, one template a type, in the shape of the UK's v2.4: {@code {slot}} marks
 * what {@link Template} fills in. MSH-15 and MSH-16 are empty, so the answer is an original mode
 * one.
 */
final class Templates {
  static final List<String> TYPES =
      List.of(
          "ADT^A01", "ADT^A02", "ADT^A03", "ADT^A04", "ADT^A08", "ADT^A28", "ADT^A31", "ORU^R01",
          "SIU^S12");

  private static final String HEADER =
      "MSH|^~\\&|PAS|RXX|HIE|RXX|{time}||{type}|{id}|P|2.4|||||GBR|UNICODE UTF-8|EN\r";
  private static final String PERSON =
      "PID|1||{nhs}^^^NHS^NH~{mrn}^^^RXX^MR||{family}^{given}||{born}|{sex}|||12 Tarn Row^^Aldermoor"
          + "^^AX1 4QZ||01632960123|||||||||A\r"
          + "PD1|||THE WATERSIDE PRACTICE^^Y90001|G9999981^LARK^Imogen\r";
  private static final String VISIT =
      "PV1|1|I|WARD4^BAY2^BED6^RXX||||C9999985^FENN^Rowan|||110||||19|||C9999985^FENN^Rowan|NHS|"
          + "V{mrn}|||||||||||||||||||||||||{time}\r";
  private static final String END = "NTE|1|L|{padding}\rZHE|{patient}|{sequence}|{number}\r";

  private Templates() {}

  static String of(String type) {
    String event = type.substring(4);
    String body =
        switch (type) {
          case "ORU^R01" -> results();
          case "SIU^S12" -> appointment();
          case "ADT^A28", "ADT^A31" -> event(event) + PERSON + "PV1|1|N\r";
          case "ADT^A02" -> event(event) + PERSON + VISIT;
          default -> event(event) + PERSON + nextOfKin() + VISIT;
        };
    return HEADER.replace("{type}", type + "^" + structure(type)) + body + END;
  }

  private static String structure(String type) {
    return switch (type) {
      case "ADT^A04", "ADT^A08" -> "ADT_A01";
      case "ADT^A28", "ADT^A31" -> "ADT_A05";
      default -> type.replace('^', '_');
    };
  }

  private static String event(String event) {
    return "EVN|" + event + "|{time}||||{time}\r";
  }

  private static String nextOfKin() {
    return "NK1|1|{family}^Robin|PARTNER|12 Tarn Row^^Aldermoor^^AX1 4QZ|01632960124\r";
  }

  private static String results() {
    return PERSON
        + "PV1|1|I|WARD4^BAY2^BED6^RXX\r"
        + "OBR|1|O{mrn}|L{mrn}|U^Urea and electrolytes^L|||{time}|||||||||C9999985^FENN^Rowan|||||"
        + "|{time}|||F\r"
        + "OBX|1|NM|NA^Sodium^L||139|mmol/L|133-146||||F\r"
        + "OBX|2|NM|K^Potassium^L||4.2|mmol/L|3.5-5.3||||F\r"
        + "OBX|3|NM|CRE^Creatinine^L||71|umol/L|49-90||||F\r";
  }

  private static String appointment() {
    return "SCH|A{mrn}|A{mrn}|||||ROUTINE|Follow up|FOLLOWUP|20|MIN|^^20^{time}|||||C9999985^FENN^Rowan"
        + "||||C9999985^FENN^Rowan\r"
        + PERSON
        + "PV1|1|O|CLINIC7^^^RXX\r"
        + "RGS|1\r"
        + "AIL|1||CLINIC7^^^RXX||||||||BOOKED\r";
  }
}
