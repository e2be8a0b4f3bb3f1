/** Reads every word as a double, as the application reads `model_run_metrics`; fails at the first that is none. */
class Doubles {
  public static void main(String[] words) {
    for (String word : words) {
      if (!Double.isFinite(Double.parseDouble(word))) throw new NumberFormatException(word);
    }
    System.out.println(words.length);
  }
}
