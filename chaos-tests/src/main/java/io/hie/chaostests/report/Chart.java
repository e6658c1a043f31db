package io.hie.chaostests.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** Lines over the seconds of a run as SVG, with the faults as bands behind them. */
final class Chart {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 230;
  private static final int LEFT = 64;
  private static final int RIGHT = 12;
  private static final int TOP = 26;
  private static final int BOTTOM = 26;

  private final StringBuilder svg = new StringBuilder();
  private final int seconds;
  private final double top;
  private final boolean logarithmic;

  /**
   * Begins one.
   *
   * @param top the highest value that is to be seen
   * @param logarithmic from 1 upwards, a tenfold value the same way up
   */
  Chart(String title, int seconds, double top, boolean logarithmic) {
    this.seconds = Math.max(1, seconds);
    this.top = logarithmic ? Math.pow(10, Math.ceil(Math.log10(Math.max(10, top)))) : nice(top);
    this.logarithmic = logarithmic;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            HEIGHT,
            title));
  }

  /** The next of 1, 2, 5, 10, 20 and so on. */
  private static double nice(double value) {
    double scale = Math.pow(10, Math.floor(Math.log10(Math.max(1, value))));
    for (double step : new double[] {1, 2, 5, 10}) {
      if (step * scale >= value) {
        return step * scale;
      }
    }
    return 10 * scale;
  }

  private double x(double second) {
    return LEFT + Math.clamp(second, 0, seconds) / seconds * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    double part = logarithmic ? Math.log10(Math.max(1, value)) / Math.log10(top) : value / top;
    return HEIGHT - BOTTOM - Math.clamp(part, 0, 1) * (HEIGHT - TOP - BOTTOM);
  }

  /** From the beginning of a fault to its end in full colour, then until all is whole. */
  Chart band(int number, String text, double began, double mended, double whole) {
    rectangle("fault", began, Math.max(mended, began + 0.5));
    rectangle("healing", mended, whole);
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"flag\" x=\"%.1f\" y=\"%d\">%d<title>%s</title></text>",
            x(began),
            TOP - 8,
            number,
            Page.escaped(text)));
    return this;
  }

  private void rectangle(String kind, double from, double to) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
            kind,
            x(from),
            TOP,
            Math.max(0, x(to) - x(from)),
            HEIGHT - TOP - BOTTOM));
  }

  /**
   * Lines and figures at the edges.
   *
   * @param times whether values are milliseconds
   */
  Chart axes(boolean times) {
    List<Double> marks = new ArrayList<>();
    if (logarithmic) {
      for (double mark = 1; mark <= top; mark *= 10) {
        marks.add(mark);
      }
    } else {
      marks.addAll(List.of(0.0, top / 2, top));
    }
    for (double mark : marks) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"mark\" x=\"%d\" y=\"%.1f\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y(mark),
              y(mark),
              LEFT - 6,
              y(mark) + 4,
              times ? time(mark) : String.format(Locale.ROOT, "%,.0f", mark)));
    }
    int step = 10;
    for (int wider : new int[] {20, 30, 60, 120, 300, 600, 1800, 3600}) {
      step = seconds / step > 14 ? wider : step;
    }
    for (int s = 0; s <= seconds; s += step) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"time\" x=\"%.1f\" y=\"%d\">%d:%02d</text>",
              x(s),
              HEIGHT - 8,
              s / 60,
              s % 60));
    }
    return this;
  }

  private static String time(double millis) {
    return millis < 1000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%,.0f s", millis / 1000);
  }

  /** A line through one value of each second; a value below 0 leaves a gap. */
  Chart line(String kind, DoubleUnaryOperator value) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int s = 0; s < seconds; s++) {
      double v = value.applyAsDouble(s);
      if (v >= 0) {
        path.append(String.format(Locale.ROOT, "%s%.1f %.1f", pen ? "L" : "M", x(s + 0.5), y(v)));
      }
      pen = v >= 0;
    }
    svg.append("<path class=\"").append(kind).append("\" d=\"").append(path).append("\"/>");
    return this;
  }

  String svg() {
    return svg + "</svg>";
  }
}
