package com.example.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.mlsvc.Rows;
import com.example.app.mlsvc.Training;
import com.example.app.runs.RunStatus;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows with the classes of java.time, as the application's mapper of JSON writes them. */
class DatesTest extends ApplicationTest {
  record Payment(LocalDateTime paidAt, LocalDate dueOn, int items) {}

  record Moments(OffsetDateTime offset, Instant instant, Date date, int items) {}

  private static final LocalDateTime FIRST = LocalDateTime.of(2024, 1, 1, 10, 15, 30);

  @Test
  void aModelLearnsTheWeekdayOfDates() throws Exception {
    List<Payment> payments = hours(200).stream().map(at -> new Payment(at, at.toLocalDate(), 3)).toList();
    long id = trained(payments);
    LocalDateTime saturday = LocalDateTime.of(2025, 5, 17, 12, 0);
    List<Payment> unseen = IntStream.range(0, 7).mapToObj(saturday::plusDays)
        .map(at -> new Payment(at, at.toLocalDate(), 3)).toList();
    assertThat(client.predictNumbers(id, Rows.of(unseen)).predictions())
        .containsExactly(10.0, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    assertThat(client.report(id).getBody().split("date or time", -1)).hasSize(3);
  }

  @Test
  void timesWithAnOffsetAreConvertedToUtc() throws Exception {
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    List<Moments> moments = hours(200).stream().map(at -> at.toInstant(ZoneOffset.UTC))
        .map(at -> new Moments(at.atZone(tokyo).toOffsetDateTime(), at, Date.from(at), 3)).toList();
    long id = trained(moments);
    // A Saturday in Tokyo, and still Friday in UTC.
    Instant friday = Instant.parse("2025-05-16T20:00:00Z");
    Moments unseen = new Moments(friday.atZone(tokyo).toOffsetDateTime(), friday, Date.from(friday), 3);
    assertThat(client.predictNumbers(id, Rows.of(List.of(unseen))).predictions()).containsExactly(0.0);
    assertThat(client.report(id).getBody().split("date or time", -1)).hasSize(4);
  }

  private static List<LocalDateTime> hours(int count) {
    return IntStream.range(0, count).mapToObj(i -> FIRST.plusHours(31L * i)).toList();
  }

  private static boolean isWeekend(LocalDateTime at) {
    return at.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0;
  }

  private long trained(List<?> rows) throws Exception {
    List<Map<String, Integer>> labels =
        hours(rows.size()).stream().map(at -> Map.of("fee", isWeekend(at) ? 10 : 0)).toList();
    long id = trainings.start("decision_tree_regressor", Training.ofRows(Map.of(), rows, labels));
    assertThat(trainings.awaitEnd(id, LONGEST).status()).isEqualTo(RunStatus.SUCCESS);
    return id;
  }
}
