package com.example.app.runs;

import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

public interface ModelRuns extends Repository<ModelRun, Long> {
  ModelRun save(ModelRun run);

  /** Asks the database, where an entity that was loaded before would still say what it said then. */
  @Query("select r.runStatus from ModelRun r where r.id = :id")
  Optional<RunStatus> statusOf(long id);

  /** Changes the status if it is still `from`, since mlsvc writes it too. Returns the number of changed rows. */
  @Transactional
  @Modifying
  @Query("update ModelRun r set r.runStatus = :to where r.id = :id and r.runStatus = :from")
  int changeStatus(long id, RunStatus from, RunStatus to);
}
