# Bản trích dữ liệu cá nhân: mọi thứ đang giữ về một người.
extract-request = Yêu cầu
extract-offer = Giờ đã đề nghị
extract-visit = Lượt đến nhà
extract-dossier = Hồ sơ
extract-paper = Giấy tờ
extract-call = Cuộc gọi
extract-seen-citizen = Mở thông tin
extract-seen-listed = Thấy trong danh sách
extract-seen-citizen_exported = Cung cấp bản trích dữ liệu
extract-print = In bản trích dữ liệu cá nhân
extract-hint = Toàn bộ dữ liệu đang giữ về người này, để đưa cho chính họ. Lần in được ghi vào nhật ký xem.
