package com.example.app.runs;

import java.util.Optional;
import org.springframework.data.repository.Repository;

public interface Models extends Repository<Model, Long> {
  Optional<Model> findByName(String name);
}
