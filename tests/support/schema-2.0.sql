-- The database of a run as schema 2.0 lays it out: without the inputs and branches that a run is replayed by.
CREATE TABLE _schema_version (
    version TEXT PRIMARY KEY,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    experiment_name TEXT,
    started_at TIMESTAMP,
    completed_at TIMESTAMP,
    random_seed INTEGER,
    config_snapshot TEXT,
    status TEXT,
    error_message TEXT
);
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    session_id TEXT,
    model_name TEXT,
    rom_hash TEXT,
    started_at TIMESTAMP,
    completed_at TIMESTAMP,
    duration_ticks INTEGER,
    final_level INTEGER,
    total_cost DECIMAL(10,4),
    status TEXT
);
CREATE TABLE pokemon_party (
    party_id TEXT PRIMARY KEY,
    run_id TEXT,
    pokemon_id TEXT,
    species TEXT,
    nickname TEXT,
    level INTEGER,
    current_hp INTEGER,
    max_hp INTEGER,
    experience INTEGER,
    moves TEXT,
    status TEXT,
    caught_at TIMESTAMP,
    catch_location TEXT
);
CREATE TABLE battles (
    battle_id TEXT PRIMARY KEY,
    run_id TEXT,
    started_at TIMESTAMP,
    ended_at TIMESTAMP,
    battle_type TEXT,
    enemy_species TEXT,
    enemy_level INTEGER,
    enemy_trainer TEXT,
    outcome TEXT,
    turns_taken INTEGER,
    player_pokemon TEXT,
    used_items TEXT,
    money_earned INTEGER
);
CREATE TABLE battle_turns (
    turn_id TEXT PRIMARY KEY,
    battle_id TEXT,
    turn_number INTEGER,
    timestamp TIMESTAMP,
    player_action TEXT,
    player_move TEXT,
    player_target TEXT,
    player_damage INTEGER,
    enemy_action TEXT,
    enemy_move TEXT,
    enemy_damage INTEGER,
    player_hp_after INTEGER,
    enemy_hp_after INTEGER,
    turn_result TEXT
);
CREATE TABLE decisions (
    decision_id TEXT PRIMARY KEY,
    run_id TEXT,
    timestamp TIMESTAMP,
    tick INTEGER,
    game_state TEXT,
    decision_type TEXT,
    decision_context TEXT,
    reasoning TEXT,
    confidence_score DECIMAL(5,4),
    decision_latency_ms INTEGER,
    tokens_used INTEGER,
    api_cost DECIMAL(10,6),
    model_used TEXT,
    execution_status TEXT,
    execution_error TEXT
);
CREATE TABLE navigation_events (
    event_id TEXT PRIMARY KEY,
    run_id TEXT,
    timestamp TIMESTAMP,
    tick INTEGER,
    event_type TEXT,
    from_location TEXT,
    to_location TEXT,
    direction TEXT,
    map_name TEXT,
    coordinates TEXT,
    encountered_pokemon TEXT
);
CREATE TABLE inventory_transactions (
    transaction_id TEXT PRIMARY KEY,
    run_id TEXT,
    timestamp TIMESTAMP,
    action TEXT,
    item TEXT,
    quantity INTEGER,
    source TEXT,
    context TEXT
);
CREATE TABLE objectives (
    objective_id TEXT PRIMARY KEY,
    run_id TEXT,
    objective_type TEXT,
    target TEXT,
    status TEXT,
    started_at TIMESTAMP,
    completed_at TIMESTAMP,
    progress TEXT
);
CREATE TABLE errors (
    error_id TEXT PRIMARY KEY,
    run_id TEXT,
    timestamp TIMESTAMP,
    error_type TEXT,
    error_message TEXT,
    stack_trace TEXT,
    context TEXT,
    recovered BOOLEAN,
    recovery_action TEXT
);
CREATE TABLE performance_metrics (
    metric_id TEXT PRIMARY KEY,
    run_id TEXT,
    timestamp TIMESTAMP,
    tick INTEGER,
    metric_type TEXT,
    value DECIMAL(10,4),
    unit TEXT
);
CREATE TABLE ai_model_configurations (
    config_id TEXT PRIMARY KEY,
    run_id TEXT,
    model_name TEXT,
    temperature DECIMAL(4,2),
    max_tokens INTEGER,
    system_prompt TEXT,
    model_parameters TEXT
);
CREATE TABLE screenshots (
    screenshot_id TEXT PRIMARY KEY,
    run_id TEXT,
    timestamp TIMESTAMP,
    tick INTEGER,
    screen_type TEXT,
    file_path TEXT,
    file_size_bytes INTEGER,
    annotations TEXT
);

INSERT INTO _schema_version (version) VALUES ('2.0');
INSERT INTO sessions (session_id, experiment_name, started_at, status) VALUES ('session_old', 'default', '2025-12-31T10:00:00', 'completed');
INSERT INTO runs (run_id, session_id, model_name, started_at, completed_at, duration_ticks, final_level, total_cost, status)
  VALUES ('old', 'session_old', 'script', '2025-12-31T10:00:00', '2025-12-31T10:05:00', 300, 5, 0, 'completed');
