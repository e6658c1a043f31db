package io.hie.clusternode.demo;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The patients of the demo and what happens to them: admission, results, transfer, discharge, and
 * now and then a second record that is merged. People and places are invented; NHS numbers are from
 * the 999 test range.
 */
final class Journeys {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final LocalDateTime START = LocalDateTime.of(2026, 11, 2, 8, 0);
  private static final List<String> SURNAMES =
      List.of(
          "ASHDOWN",
          "BIRTWHISTLE",
          "CASTLEFORD",
          "DUNMORE",
          "ELLERBY",
          "FENWICK",
          "GARSIDE",
          "HOLROYD",
          "IBBOTSON",
          "JESSOP",
          "KIRKBRIDE",
          "LANGTHORNE");
  private static final List<String> FORENAMES =
      List.of(
          "ALMA", "BRYN", "CLEO", "DESMOND", "EDITH", "FARAH", "GWEN", "HAMISH", "IMRAN", "JUNE",
          "KOFI", "LENA");
  private static final List<String> WARDS =
      List.of("A1^BAY1^03", "B4^SR2^01", "C2^BAY3^06", "ITU^BED^02", "D7^BAY2^04");

  /**
   * A message of the demo.
   *
   * @param nhsNumber whose it is
   * @param type as in MSH-9, such as {@code ADT^A01}
   * @param controlId its MSH-10
   */
  record Message(String nhsNumber, String type, String controlId, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final Random random;
  private int lastControlId;
  private int lastStem;

  Journeys(long seed) {
    this.random = new Random(seed);
  }

  /** The messages of one patient, in the order in which they happen. */
  List<Message> next(int patient) {
    String nhsNumber = nextNhsNumber();
    String hospitalNumber = "RHX" + (400_000 + patient);
    String name = pick(SURNAMES) + "^" + pick(FORENAMES) + "^^^" + (patient % 2 == 0 ? "MS" : "MR");
    String pid =
        "PID|1||"
            + nhsNumber
            + "^^^NHS^NH~"
            + hospitalNumber
            + "^^^RHX^MR||"
            + name
            + "||"
            + (1931 + random.nextInt(80))
            + String.format("%02d%02d", 1 + random.nextInt(12), 1 + random.nextInt(28))
            + "|"
            + (patient % 2 == 0 ? "2" : "1")
            + "|||"
            + (1 + random.nextInt(180))
            + " MILL LANE^^THORNABY^^TS17 0AA||01632 960"
            + (100 + random.nextInt(800));
    LocalDateTime at = START.plusMinutes(random.nextInt(600));
    String ward = pick(WARDS);
    List<Message> journey = new ArrayList<>();
    journey.add(adt("A01", nhsNumber, at, pid, visit("I", ward, patient)));
    journey.add(
        result(
            nhsNumber,
            at.plusMinutes(50),
            pid,
            patient,
            "26604007^Full blood count^SCT",
            bloodCount()));
    journey.add(adt("A02", nhsNumber, at.plusHours(5), pid, visit("I", pick(WARDS), patient)));
    journey.add(
        result(
            nhsNumber,
            at.plusHours(7),
            pid,
            patient,
            "252167001^Urea and electrolytes^SCT",
            electrolytes()));
    if (patient % 4 == 0) {
      journey.add(
          adt(
              "A40",
              nhsNumber,
              at.plusHours(9),
              pid,
              "MRG|TMP" + (70_000 + patient) + "^^^RHX^MR"));
    }
    journey.add(adt("A03", nhsNumber, at.plusDays(2), pid, visit("I", ward, patient)));
    return journey;
  }

  private Message adt(String event, String nhsNumber, LocalDateTime at, String pid, String rest) {
    String structure =
        event.equals("A40") ? "ADT_A39" : event.equals("A01") ? "ADT_A01" : "ADT_A02";
    return message(
        "ADT",
        event,
        structure,
        nhsNumber,
        at,
        "EVN|" + event + "|" + TIME.format(at) + "\r" + pid + "\r" + rest + "\r");
  }

  private Message result(
      String nhsNumber,
      LocalDateTime at,
      String pid,
      int patient,
      String test,
      String observations) {
    return message(
        "ORU",
        "R01",
        "ORU_R01",
        nhsNumber,
        at,
        pid
            + "\r"
            + visit("I", pick(WARDS), patient)
            + "\rOBR|1|ORD"
            + (90_000 + patient)
            + "^PAS|LAB"
            + (10_000 + random.nextInt(89_999))
            + "^LIMS|"
            + test
            + "|||"
            + TIME.format(at.minusMinutes(30))
            + "\r"
            + observations);
  }

  private Message message(
      String type,
      String event,
      String structure,
      String nhsNumber,
      LocalDateTime at,
      String rest) {
    String controlId = String.format("DEMO%06d", ++lastControlId);
    String sender = type.equals("ORU") ? "LIMS|RHX" : "PAS|RHX";
    String text =
        "MSH|^~\\&|"
            + sender
            + "|HIE|RHX|"
            + TIME.format(at)
            + "||"
            + type
            + "^"
            + event
            + "^"
            + structure
            + "|"
            + controlId
            + "|P|2.4|||AL|NE|GBR|UNICODE UTF-8|EN\r"
            + rest;
    return new Message(nhsNumber, type + "^" + event, controlId, text);
  }

  private String visit(String patientClass, String ward, int patient) {
    return "PV1|1|"
        + patientClass
        + "|"
        + ward
        + "^RHX|11||||C"
        + (3_000_000 + patient)
        + "^OKAFOR^NADIA^^^DR|||300|||||||||V"
        + (500_000 + patient);
  }

  private String bloodCount() {
    return observation(
            1, "1022431000000105^Haemoglobin^SCT", 110 + random.nextInt(60), "g/L", "115-165")
        + observation(
            2, "1022541000000102^White cells^SCT", 4 + random.nextInt(9), "10*9/L", "4.0-11.0")
        + observation(
            3, "1022651000000100^Platelets^SCT", 150 + random.nextInt(280), "10*9/L", "150-400");
  }

  private String electrolytes() {
    return observation(
            1, "1000661000000107^Sodium^SCT", 133 + random.nextInt(14), "mmol/L", "133-146")
        + observation(
            2, "1000651000000109^Potassium^SCT", 3 + random.nextInt(3), "mmol/L", "3.5-5.3")
        + observation(
            3, "1000991000000106^Creatinine^SCT", 50 + random.nextInt(90), "umol/L", "45-84");
  }

  private static String observation(int number, String what, int value, String unit, String range) {
    return "OBX|" + number + "|NM|" + what + "||" + value + "|" + unit + "|" + range + "|N|||F\r";
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /**
   * The next number of the 999 range whose check digit exists (NHS Data Dictionary, modulus 11).
   */
  private String nextNhsNumber() {
    while (true) {
      String stem = String.format("999%06d", ++lastStem);
      int sum = 0;
      for (int i = 0; i < 9; i++) {
        sum += (10 - i) * (stem.charAt(i) - '0');
      }
      int check = (11 - sum % 11) % 11;
      if (check < 10) {
        return stem + check;
      }
    }
  }
}
