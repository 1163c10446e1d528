-- What outlives a batch of counties: the municipal tables and the record of what was planted.
CREATE SCHEMA IF NOT EXISTS made;
CREATE SCHEMA IF NOT EXISTS kept;
CREATE TABLE made.rewritten (table_name VARCHAR, object_id VARCHAR, column_name VARCHAR, value VARCHAR);
CREATE TABLE made.truth (county_code VARCHAR, line VARCHAR, "table" VARCHAR, object_id VARCHAR, kind VARCHAR);
CREATE TABLE made.used (household_id VARCHAR, village_code VARCHAR, plant VARCHAR);
CREATE TABLE made.decision (decision_id VARCHAR, county_code VARCHAR, kind VARCHAR, object VARCHAR, line VARCHAR, rule_id VARCHAR, criterion VARCHAR,
    value VARCHAR, reason VARCHAR, doc_id VARCHAR, expires DATE, number VARCHAR, signer1 VARCHAR, signer2 VARCHAR, decided_on DATE);
CREATE TABLE kept.neighbour_household (county_code VARCHAR, line VARCHAR, village_code VARCHAR, unit_no VARCHAR, persons BIGINT, net_pc DECIMAL(18, 2),
    house_area DECIMAL(18, 2), farmland DECIMAL(18, 2), forest DECIMAL(18, 2), asked_on DATE);
