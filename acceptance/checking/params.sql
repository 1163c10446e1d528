-- What each package says of itself: the day its data stand for, when it was sent, and whose it is.
UPDATE params SET reference_date = coalesce(reference_date, m.data_date), submitted_on = m.submitted_on, package_county = m.county_code
FROM (SELECT pkg, max(data_date) AS data_date, CAST(max(submitted_at) AS DATE) AS submitted_on, mode(county_code ORDER BY county_code) AS county_code
      FROM manifest GROUP BY pkg) m WHERE m.pkg = params.pkg;

-- 31 August of the school year in force on that day (RULEBOOK E060).
UPDATE params SET school_date = make_date(year(reference_date) - CASE WHEN reference_date < make_date(year(reference_date), 8, 31) THEN 1 ELSE 0 END, 8, 31)
WHERE reference_date IS NOT NULL;

-- Offline nobody says who sends it: its own manifest does, or failing that its households.
UPDATE params SET package_county = h.county_code
FROM (SELECT pkg, mode(county_code ORDER BY county_code) AS county_code FROM household GROUP BY pkg) h WHERE h.pkg = params.pkg AND package_county IS NULL;
UPDATE params SET package_county = coalesce(sender, package_county);
UPDATE params SET package_unit = package_county;
UPDATE params SET package_unit = a.unit, package_unit_name = a.name FROM area a WHERE a.any_code = package_county;
