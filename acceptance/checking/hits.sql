-- Working tables of one locating pass.
CREATE OR REPLACE TABLE hit (
    pkg VARCHAR, uid VARCHAR, table_name VARCHAR, object_id VARCHAR, household_id VARCHAR, village_code VARCHAR,
    src_file VARCHAR, src_sheet VARCHAR, src_row INTEGER, value VARCHAR, masked VARCHAR, message VARCHAR
);
CREATE OR REPLACE TABLE cell (
    uid VARCHAR, pkg VARCHAR, owner VARCHAR, src_file VARCHAR, src_sheet VARCHAR, src_row INTEGER, cell_table VARCHAR,
    column_id VARCHAR, header VARCHAR, value VARCHAR, masked VARCHAR
);
CREATE OR REPLACE TABLE row_key (
    pkg VARCHAR, table_name VARCHAR, src_row INTEGER, object_id VARCHAR, household_id VARCHAR, village_code VARCHAR
);
CREATE OR REPLACE TABLE table_length (pkg VARCHAR, table_name VARCHAR, row_n BIGINT);
